import { ConfigurationError, SecretError } from '@rapport/config'
import { ConnectorError, type ConnectorErrorKind, Redactor } from '@rapport/connector'
import { BusyError, DatabaseUrlError, StoreError } from '@rapport/store'
import { PlanError } from '@rapport/writeback'
import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { CommandError, UsageError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { describeFailure } from './failure.ts'
import { Interrupted } from './interruption.ts'

const plain = (text: string): string => text

it.each<[ConnectorErrorKind, number]>([
  ['auth', 4],
  ['config', 5],
  ['rate', 6],
  ['transient', 6],
  ['invalid', 1],
  ['gone', 1],
  ['conflict', 1],
  ['contract', 1],
])('a connector error of kind %s exits with %i', (kind, exitCode) => {
  expect(describeFailure(new ConnectorError(kind, 'no'), plain).exitCode).toBe(exitCode)
})

it.each<[string, Error, number]>([
  ['a configuration error', new ConfigurationError([]), 5],
  ['a missing secret', new SecretError('no'), 5],
  ['a DATABASE_URL that is none', new DatabaseUrlError('no'), 5],
  ['a database error', new StoreError('no'), 1],
  ['a plan that cannot be used', new PlanError('no'), 1],
  ['another process at work', new BusyError('no'), 9],
  ['a wrong command line', new UsageError('no'), 2],
  ['a wrong option', new CommanderError(1, 'commander.unknownOption', 'no'), 2],
  ['a guard rail', new CommandError('no', exitCodes.stopped), 8],
  ['Ctrl-C', new Interrupted(), 130],
  ['an abort', new DOMException('aborted', 'AbortError'), 130],
  ['anything else', new TypeError('no'), 1],
])('%s has its exit code', (_, error, exitCode) => {
  expect(describeFailure(error, plain).exitCode).toBe(exitCode)
})

it('an error that wraps a known one keeps its own words and takes the exit code of the known one', () => {
  const cause = new ConnectorError('auth', 'the token was refused')
  const failure = describeFailure(new Error('reading deals failed', { cause }), plain)

  expect(failure).toEqual({
    exitCode: 4,
    message: 'reading deals failed',
    causes: ['the token was refused'],
    stack: null,
  })
})

it('a cause that says the same as its error is not told twice', () => {
  expect(describeFailure(new Error('lost', { cause: new Error('lost') }), plain).causes).toEqual([])
})

it('a full disk is no fault of Rapport, and the file is named where it is known', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(describeFailure(full, plain)).toMatchObject({
    exitCode: 1,
    message: 'the disk is full: free some space and run again (ENOSPC: no space left on device, write)',
    stack: null,
  })
  expect(describeFailure(Object.assign(full, { path: 'a.csv' }), plain).message).toMatch(
    /^the disk is full, and a\.csv could not be written: free some space/,
  )
})

it('an error that nobody expected shows where it arose', () => {
  expect(describeFailure(new TypeError('no'), plain).stack).toContain('failure.test.ts')
})

it('a chain of causes that bites its own tail ends', () => {
  const error = new Error('outer')
  error.cause = new Error('inner', { cause: error })

  expect(describeFailure(error, plain).causes).toEqual(['inner'])
})

it('a configuration error tells each problem on a line', () => {
  const problem = { file: 'rapport.yaml', column: 3, path: 'a', message: 'unknown key' }
  const error = new ConfigurationError([
    { ...problem, line: 2, suggestion: null },
    { ...problem, line: 5, suggestion: 'did you mean "b"?' },
  ])

  expect(describeFailure(error, plain).message.split('\n')).toEqual([
    'rapport.yaml:2:3 a: unknown key',
    'rapport.yaml:5:3 a: unknown key (did you mean "b"?)',
  ])
})

it('secrets appear in no part of it', () => {
  const redactor = new Redactor()
  redactor.add('hunter2-secret')
  const error = new Error('sent hunter2-secret', { cause: new Error('got hunter2-secret') })

  expect(JSON.stringify(describeFailure(error, (text) => redactor.redact(text)))).not.toContain('hunter2')
})
