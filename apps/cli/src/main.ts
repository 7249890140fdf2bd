import process from 'node:process'
import { CommanderError } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { outliveLostOutput } from './lost-output.ts'
import { createProgram } from './program.ts'

/** Runs one command line. Sets the exit code of the process; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const lostOutput = outliveLostOutput()
  const program = createProgram()
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message already.
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    } else if (!lostOutput.isCauseOf(error)) {
      const { reportFailure } = await import('./report-failure.ts')
      reportFailure(error, program.opts())
    }
  }
  // A connection that was left open must not keep a finished command from ending.
  setTimeout(() => process.exit(), 2000).unref()
}
