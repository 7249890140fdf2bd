import { ConfigurationError, formatProblem, SecretError } from '@rapport/config'
import { ConnectorError, type ConnectorErrorKind } from '@rapport/connector'
import { OverrideError } from '@rapport/identity'
import { ConnectionDataError } from '@rapport/run'
import { BusyError, DatabaseUrlError, StoreError } from '@rapport/store'
import { PlanError, UnknownFieldError } from '@rapport/writeback'
import { CommanderError } from 'commander'
import { CommandError } from './command-error.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { Interrupted } from './interruption.ts'

/** What is told of an error. */
export interface Failure {
  readonly exitCode: ExitCode
  readonly message: string
  /** What led to it, outermost first. */
  readonly causes: readonly string[]
  /** The places in the code, for a report of a fault in Rapport itself; null where the error explains itself. */
  readonly stack: string | null
}

/** The exit code of each kind of connector error. */
export const connectorExitCodes: Readonly<Record<ConnectorErrorKind, ExitCode>> = {
  auth: exitCodes.auth,
  config: exitCodes.config,
  rate: exitCodes.unavailable,
  transient: exitCodes.unavailable,
  invalid: exitCodes.error,
  gone: exitCodes.error,
  conflict: exitCodes.error,
  contract: exitCodes.error,
}

/**
 * Says what an error means: the one place where errors become messages and exit codes. `redact` is applied to all text.
 */
export function describeFailure(error: unknown, redact: (text: string) => string): Failure {
  const chain = causesOf(error)
  const known = chain.map(exitCodeOf).find((code) => code !== null) ?? null
  const [first, ...causes] = chain.map(messageOf).map(redact)
  const stack = known === null && error instanceof Error ? (error.stack ?? null) : null
  return {
    exitCode: known ?? exitCodes.error,
    message: first ?? 'unknown error',
    causes: causes.filter((cause, index) => cause !== [first, ...causes][index]),
    stack: stack === null ? null : redact(stack),
  }
}

/** The exit code of an error by itself; null where only its cause can tell. */
function exitCodeOf(error: unknown): ExitCode | null {
  if (error instanceof Interrupted) return exitCodes.interrupted
  if (error instanceof ConfigurationError || error instanceof SecretError) return exitCodes.config
  if (error instanceof UnknownFieldError || error instanceof DatabaseUrlError) return exitCodes.config
  if (error instanceof ConnectorError) return connectorExitCodes[error.kind]
  if (error instanceof BusyError) return exitCodes.busy
  if (error instanceof StoreError || error instanceof PlanError) return exitCodes.error
  if (error instanceof OverrideError || error instanceof ConnectionDataError) return exitCodes.error
  if (error instanceof CommandError) return error.exitCode
  if (isFullDisk(error)) return exitCodes.error
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  // An abort by the process's own signal; time-outs of calls have become connector errors long before.
  if (error instanceof Error && error.name === 'AbortError') return exitCodes.interrupted
  return null
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.problems.map(formatProblem).join('\n')
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ')
  }
  if (isFullDisk(error)) return fullDiskText(error)
  return error instanceof Error ? error.message : String(error)
}

/** Of a file that Rapport writes; what watches files has the same code. That of the database has an error of its own. */
function isFullDisk(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  return (code === 'ENOSPC' || code === 'EDQUOT') && syscall !== 'watch'
}

const fullDiskText = ({ path, message }: NodeJS.ErrnoException): string =>
  `the disk is full${path === undefined ? '' : `, and ${path} could not be written`}: free some space and run again (${message})`

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let current = error; current !== undefined && current !== null && !chain.includes(current); ) {
    chain.push(current)
    current = current instanceof Error ? current.cause : undefined
  }
  return chain.length === 0 ? [error] : chain
}
