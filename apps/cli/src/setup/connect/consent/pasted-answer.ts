import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type RedirectAnswer, readPasted } from './redirect-answer.ts'

/** Reads lines until one is the answer; null at the end of the input. What is none is told, and the next line read. */
export async function readPastedAnswer(options: {
  readonly input: Readable
  readonly state: string
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
}): Promise<RedirectAnswer | null> {
  const { input, state, signal, tell } = options
  // Not as a terminal: Ctrl-C is to stop the command, not to end the line.
  const lines = createInterface({ input, terminal: false, signal })
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue
      const answer = readPasted(line, state)
      if (answer.kind !== 'foreign') return answer
      tell(`This was not taken: ${answer.reason}.`)
    }
    return null
  } finally {
    lines.close()
    input.pause()
  }
}
