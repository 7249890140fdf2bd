import process from 'node:process'
import { ConfigurationError } from '@rapport/config'
import { describeFailure } from './failure.ts'
import { tell } from './output.ts'
import { printable, printableJson } from './printable.ts'
import { redactor } from './redactor.ts'

/**
 * Tells an error on standard error and sets the exit code. With `--json` the error is also the result on standard output;
 * with `--verbose` its causes and the places in the code follow. Messages may quote what came from outside.
 */
export function reportFailure(error: unknown, options: { json?: boolean; verbose?: boolean }): void {
  const failure = describeFailure(error, (text) => redactor.redact(text))
  process.exitCode = failure.exitCode
  tell(...failure.message.split('\n').map((line) => `rapport: ${onScreen(line)}`))
  if (options.verbose === true) {
    tell(...failure.causes.map((cause) => `  because: ${onScreen(cause)}`))
    if (failure.stack !== null) tell(...failure.stack.split('\n').map(onScreen))
  } else if (failure.causes.length > 0 || failure.stack !== null) {
    tell('rapport: run with --verbose for what led to it')
  }
  if (options.json === true) {
    const problems = error instanceof ConfigurationError ? { problems: error.problems } : {}
    const told = { error: { message: failure.message, exitCode: failure.exitCode, ...problems } }
    process.stdout.write(`${printableJson(told)}\n`)
  }
}

/** As it is written, indented or not, without signs that steer a terminal. */
function onScreen(line: string): string {
  const [indent = ''] = /^ */.exec(line) ?? []
  return `${indent}${printable(line)}`
}
