import { type ExitCode, exitCodes } from './exit-codes.ts'

/** The command cannot do what it was asked to. The message says what to do. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.error) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was written wrongly. The message says how to write it. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(message, exitCodes.usage)
  }
}
