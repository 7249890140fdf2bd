import process from 'node:process'
import { exitCodes } from './exit-codes.ts'
import { tell } from './output.ts'
import { unwritable } from './unwritable.ts'

/** Tells an error that came of printing from any other. */
export interface LostOutput {
  isCauseOf(error: unknown): boolean
}

/**
 * Lets the work go on where what it prints cannot be written, because the disk of its log is full for example: a sync must not end in the
 * middle of a batch for that, nor leave its database running. Whoever waits for a result that is lost learns of it by the exit code.
 */
export function outliveLostOutput(): LostOutput {
  // There is no other place to tell it.
  process.stderr.on('error', () => {})
  let first: Error | null = null
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` that has seen enough closes the pipe: that is no error.
    if (error.code === 'EPIPE') process.exit(process.exitCode)
    if (first === null) tell(`rapport: the result cannot be printed: ${unwritable(error)}`)
    first ??= error
    process.exitCode ||= exitCodes.error
  })
  return { isCauseOf: (error) => first !== null && error === first }
}
