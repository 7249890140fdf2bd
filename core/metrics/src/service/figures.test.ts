import { expect, it } from 'vitest'
import {
  isClearChange,
  type ServiceCounts,
  serviceChange,
  serviceFigures,
  wantedPositions,
} from './figures.ts'

const none: ServiceCounts = {
  n: 0,
  answered: 0,
  met: 0,
  missed: 0,
  overdue: 0,
  pending: 0,
  closedWithoutReply: 0,
  resolved: 0,
  reopened: 0,
  totalSeconds: 0,
  fcrJudged: 0,
  fcrResolved: 0,
  fcrMaturing: 0,
  netJudged: 0,
  netResolved: 0,
  repeatContacts: 0,
  surveyAnswers: 0,
  surveyResolved: 0,
  satisfactionAnswers: 0,
  satisfactionSum: 0,
}

/** The figures of responses of 1, 2, …, n seconds. */
function figuresOf(answered: number, more: Partial<ServiceCounts> = {}, shift = 0) {
  const values = wantedPositions(answered).map((share) => 1 + shift + share * (answered - 1))
  return serviceFigures({ ...none, n: answered, answered, ...more }, values)
}

it('without an answered ticket every figure is unknown, never 0', () => {
  const figures = figuresOf(0, { n: 3 })
  expect(figures).toMatchObject({ median: null, p90: null, mean: null, withinTarget: null, fcr: null })
})

it('a quantile has an interval from 6 values on for the median, 13, 36 and 72 for the others', () => {
  for (const [name, first] of [
    ['median', 6],
    ['p75', 13],
    ['p90', 36],
    ['p95', 72],
  ] as const) {
    expect(figuresOf(first - 1)[name]).toMatchObject({ low: null, high: null })
    expect(figuresOf(first)[name]?.low).not.toBeNull()
  }
})

it('the ends of an interval are values of the sample, at the ranks of the order statistics', () => {
  expect(figuresOf(100).median).toEqual({ value: 50.5, low: 40, high: 61 })
})

it('what was left unanswered past its target counts against the share within it', () => {
  expect(figuresOf(8, { met: 8, missed: 2, overdue: 2 }).withinTarget?.share).toBe(0.8)
})

it('a change whose interval holds 0 is no clear change', () => {
  const before = figuresOf(50, { met: 40, missed: 10 })
  const same = serviceChange(figuresOf(50, { met: 41, missed: 9 }, 2), before)
  const much = serviceChange(figuresOf(50, { met: 10, missed: 40 }, 100), before)
  expect([same.median, same.withinTarget].map((change) => change && isClearChange(change))).toEqual([
    false,
    false,
  ])
  expect([much.median, much.withinTarget].map((change) => change && isClearChange(change))).toEqual([
    true,
    true,
  ])
})

it('a change against a period without answers is unknown', () => {
  expect(serviceChange(figuresOf(50), figuresOf(0))).toEqual({
    ...{ median: null, withinTarget: null, fcr: null, reopeningRate: null },
  })
})
