import process from 'node:process'
import { afterEach, expect, test, vi } from 'vitest'
import { CommandError } from './command-error.ts'
import { reportFailure } from './report-failure.ts'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

/** What is written to the terminal. */
function told(error: unknown, options: { json?: boolean; verbose?: boolean }): string {
  let written = ''
  for (const stream of [process.stderr, process.stdout]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += text
      return true
    })
  }
  reportFailure(error, options)
  return written
}

test('what came from outside cannot steer the terminal by way of an error', () => {
  const evil = '\u001b]0;owned\u0007\u202Etxt'
  const error = new CommandError(`there is no place ${evil}`)
  error.cause = new Error(`because of ${evil}`)
  const text = told(error, { verbose: true, json: true })
  expect(text).toContain('rapport: there is no place ]0;owned')
  expect(text).toContain('  because: because of ]0;owned')
  expect(['\u001b', '\u0007', '\u202E'].filter((sign) => text.includes(sign))).toEqual([])
})

test('an error of several lines keeps them, each as it is indented', () => {
  expect(told(new CommandError('first\n  - second'), {})).toBe('rapport: first\nrapport:   - second\n')
})
