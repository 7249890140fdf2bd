import type { RunResult } from '@rapport/run'
import { describe, expect, it } from 'vitest'
import { exitCodeOfRun, reportRun } from './run-report.ts'

const result: RunResult = {
  runId: 7,
  state: 'succeeded',
  dryRun: false,
  connections: null,
  read: { 'hubspot/contact': 1200, 'hubspot/deal': 0 },
  customers: 1100,
  scored: 40,
  planned: { 'hubspot/contact': 30 },
  written: 30,
  rejected: 0,
  drifted: 0,
  calls: { made: 25, reads: 24, writes: 1 },
  throttled: 0,
  planIds: [12],
  seconds: 34.2,
  secondsByStep: {},
  waitingUntil: null,
  message: null,
  failure: null,
}

describe('the exit code', () => {
  it.each<[string, Partial<RunResult>, number]>([
    ['a good run', {}, 0],
    ['records set aside', { state: 'partial', rejected: 2 }, 3],
    ['a guard rail', { state: 'stopped' }, 8],
    ['Ctrl-C', { state: 'cancelled' }, 130],
    ['a refused sign-in', { state: 'failed', failure: 'auth' }, 4],
    ['a wrong setting', { state: 'failed', failure: 'config' }, 5],
    ['a vendor that is down', { state: 'failed', failure: 'transient' }, 6],
    ['a pause that a vendor wants', { state: 'waiting', waitingUntil: '2026-03-01T10:00:00.000Z' }, 6],
    ['any other failure', { state: 'failed', failure: 'error' }, 1],
    ['a dry run with changes, not asked to tell', { dryRun: true }, 0],
  ])('of %s', (_, changes, exitCode) => {
    expect(exitCodeOfRun({ ...result, ...changes }, false)).toBe(exitCode)
  })

  it('tells a dry run with changes from one without, where asked to', () => {
    expect(exitCodeOfRun({ ...result, dryRun: true }, true)).toBe(7)
    expect(exitCodeOfRun({ ...result, dryRun: true, planned: { 'hubspot/contact': 0 } }, true)).toBe(0)
  })

  it('of a real run says nothing of changes', () => {
    expect(exitCodeOfRun(result, true)).toBe(0)
  })
})

describe('the report', () => {
  it('says what was read, scored, planned and written', () => {
    expect(reportRun(result)).toEqual([
      'run 7 succeeded after 34 s',
      '  read            1,200 hubspot/contact',
      '  customers       1,100 with orders, 40 scored anew',
      '  planned         30 hubspot/contact',
      '  written         30',
      '  calls           25: 24 to read, 1 to write',
      '  look at the changes with: npx rapport plan 12',
    ])
  })

  it('of a dry run says that nothing was written', () => {
    const lines = reportRun({ ...result, dryRun: true, written: 0 })

    expect(lines[0]).toBe('run 7 succeeded after 34 s (dry run: nothing was written)')
    expect(lines).toContain('  would change    30 hubspot/contact')
    expect(lines.join('\n')).not.toMatch(/^ {2}written/m)
  })

  it('points to what was set aside or left', () => {
    const lines = reportRun({ ...result, rejected: 3, drifted: 2 })

    expect(lines).toContain('  set aside       3 (npx rapport rejects)')
    expect(lines).toContain('  left as edited  2 (a person changed the field after our write)')
  })
})
