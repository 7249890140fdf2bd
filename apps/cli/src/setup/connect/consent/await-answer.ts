import type { Readable } from 'node:stream'
import { CommandError } from '../../../command-error.ts'
import { isLoopback } from './loopback-address.ts'
import { readPastedAnswer } from './pasted-answer.ts'
import type { RedirectAnswer } from './redirect-answer.ts'
import { listenForRedirect } from './redirect-listener.ts'

/** A sign-in that is about to be made in a browser. */
export interface AwaitedSignIn {
  /** Where the browser is sent back to. */
  readonly callback: URL
  readonly state: string
  /** Where the person may paste the answer. */
  readonly input: Readable
  readonly timeoutMs: number
  /** The person's Ctrl-C. */
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
  /** Called once an answer can be taken: the time to say where to sign in. */
  readonly ready: (place: { readonly listening: boolean }) => void
}

/**
 * Waits for the answer, at the callback where that is this machine, and in what is pasted. Whichever comes first counts, and
 * nothing is listened to afterwards.
 * @throws CommandError where none comes in time, or none can come; the signal's reason when that is aborted.
 */
export async function awaitAnswer(signIn: AwaitedSignIn): Promise<RedirectAnswer> {
  const { callback, state, signal } = signIn
  const over = new AbortController()
  const stopped = AbortSignal.any([signal, over.signal])
  await using listener = isLoopback(callback) ? await listenForRedirect(callback, state) : null
  signIn.ready({ listening: listener !== null })
  const pasted = readPastedAnswer({ ...signIn, signal: stopped }).then((answer) => {
    if (answer !== null) return answer
    if (listener === null && !stopped.aborted) throw nobodyCanAnswer(callback)
    return new Promise<RedirectAnswer>(() => {})
  })
  try {
    return await Promise.race([
      ...(listener === null ? [] : [listener.answer]),
      pasted,
      outOfTime(signIn.timeoutMs, stopped),
    ])
  } finally {
    over.abort()
    // What it had to say no longer counts.
    pasted.catch(() => {})
  }
}

/** Never resolves. */
function outOfTime(timeoutMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      const minutes = Math.max(1, Math.round(timeoutMs / 60_000))
      reject(new CommandError(`nobody signed in within ${minutes} min: run the command again`))
    }, timeoutMs)
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function nobodyCanAnswer(callback: URL): CommandError {
  return new CommandError(
    `the input ended before the address was pasted, and ${callback.href} is not on this machine: run the command on a terminal, or give --callback an address of this machine that the app knows`,
  )
}
