import { runProgress } from '@rapport/run'
import type { Server } from '../server.ts'
import { runAnswer } from './run-answers.ts'

/** So often something is sent although nothing happened, so that no proxy takes the stream for dead, in milliseconds. */
const heartbeatMs = 15_000
/** A stream ends after so long: the browser opens another one, and who may see it is asked anew. Milliseconds. */
const longestMs = 10 * 60_000
/** How soon a browser opens the stream again that ended too early, in milliseconds. */
const reopenMs = 2_000

/**
 * How a run goes, as server-sent events: its whole view at once and again at each change, then `end` when it is over. A view says all
 * there is to know, so that whoever lost the stream goes on with the present one. `closed` is called when it has ended, however it did.
 */
export function runEvents(
  server: Server,
  runId: number,
  gone: AbortSignal,
  closed: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const left = new AbortController()
  const late = AbortSignal.timeout(longestMs)
  const signal = AbortSignal.any([server.closing, gone, left.signal, late])
  return new ReadableStream({
    async start(controller) {
      const send = (text: string): void => {
        if (!left.signal.aborted) controller.enqueue(encoder.encode(text))
      }
      const heartbeat = setInterval(() => send(': alive\n\n'), heartbeatMs)
      server.metrics.openStreams.inc()
      let number = 0
      let isOver = false
      try {
        send(`retry: ${reopenMs}\n\n`)
        for await (const view of runProgress(server.workspace.store.db, runId, signal)) {
          number += 1
          send(eventText(number, 'run', runAnswer(view)))
          isOver = view.state !== 'running'
        }
        if (isOver) send(eventText(number + 1, 'end', {}))
      } catch (error) {
        // The browser opens the stream again, and learns what became of the run.
        server.log.warn({ err: error, runId }, 'an event stream broke off')
      } finally {
        clearInterval(heartbeat)
        server.metrics.openStreams.dec()
        closed()
        if (!left.signal.aborted) controller.close()
      }
    },
    cancel() {
      left.abort()
    },
  })
}

const eventText = (id: number, event: string, data: object): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
