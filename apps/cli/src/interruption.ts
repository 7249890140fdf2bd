import process from 'node:process'
import { exitCodes } from './exit-codes.ts'

/** The person, or the system, asked the command to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor() {
    super('interrupted')
  }
}

/** How long the work may take to end in good order before the process ends without it, in milliseconds. */
const patienceMs = 900

/**
 * A shell signals the whole process group, and npm and the starter pass the signal on: one Ctrl-C arrives more than once.
 * No person presses it twice within this time, in milliseconds.
 */
const echoMs = 250

/** Stands between Ctrl-C and the work: the first one stops it in good order, the second at once. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal
}

/**
 * Listens for SIGINT and SIGTERM until disposed. `announce` is called once, at the first of them; the process ends when the `patience` is
 * over.
 */
export function interruption(announce: () => void, patience = patienceMs): Interruption {
  const controller = new AbortController()
  let first: number | null = null
  const stop = (): void => {
    const now = performance.now()
    if (first === null) {
      first = now
      announce()
      controller.abort(new Interrupted())
      setTimeout(() => process.exit(exitCodes.interrupted), patience).unref()
    } else if (now - first > echoMs) {
      process.exit(exitCodes.interrupted)
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
