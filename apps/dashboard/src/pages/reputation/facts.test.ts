import { expect, test } from 'vitest'
import { createFormat } from '../../messages/format.ts'
import { loadTexts } from '../../messages/message.ts'
import { changeOf, factsOf, type Metric } from './facts.ts'
import type { Figures } from './queries.ts'

await loadTexts()
const format = createFormat({ currency: 'EUR', timezone: 'UTC' })
const policies = {
  ...{ average: 'plain-mean@1', reputation: 'decayed-bayes@1', sharePositive: 'wilson@1' },
  ...{ answered: 'answered@1', score: 'reputation-100@1' },
}

const figures = (answered: number, hours: number): Figures => ({
  ...{ n: 640, counts: { stars: 600, rated: 620, positive: 400, answered: 440, replyDelays: 430 } },
  ...{ average: 3.614, reputation: 3.7, sharePositive: { share: 0.645, low: 0.61, high: 0.68 } },
  answered: { share: answered, medianHours: hours, p90Hours: 40 },
  ...{ volume: { last30: 1, last90: 2, last365: 3 }, daysSinceNewest: 1 },
  score: { policy: 'reputation-100@1', score: 60, parts: {} },
})

const sampleOf = (metric: Metric) =>
  factsOf(format, figures(0.688, 20), metric, { asOf: '2026-06-30T23:59:59Z', policies }).sample

test('each figure says of how many reviews it is, and not how many there are', () => {
  expect(sampleOf('reply_time')).toBe('430 answers of which the time is known')
  expect(sampleOf('answered_share')).toBe('640 reviews')
  expect(sampleOf('share_positive')).toBe('620 reviews with a rating')
  expect(sampleOf('review_average')).toBe('600 reviews with stars')
})

const told = (metric: Metric, change: { readonly low: number; readonly high: number }) => {
  const difference = { difference: 0, ...change }
  return changeOf(
    format,
    {
      ...{ figures: figures(0.688, 20), before: { ...figures(0.6934, 20.3), average: 3.666 } },
      change: { sharePositive: difference, answered: difference, replyHours: difference },
    },
    metric,
    { from: null, to: '2026-04-01' },
  )
}

test('noise is no change, and neither better nor worse', () => {
  for (const metric of ['answered_share', 'reply_time'] as const)
    expect(told(metric, { low: -1, high: 1 })).toMatchObject({
      ...{ text: expect.stringMatching(/^no clear change/), verdict: null },
    })
})

test('a change that a test calls clear is better or worse', () => {
  expect(told('answered_share', { low: -0.1, high: -0.01 })).toEqual({
    ...{ text: '0.5 points lower than 90 days earlier (69.3%)', verdict: 'worse' },
  })
  expect(told('reply_time', { low: -2, high: -0.1 }).verdict).toBe('better')
})

test('of an average nothing tells, which is said', () => {
  expect(told('review_average', { low: 1, high: 2 })).toEqual({
    ...{ text: '0.06 lower than 90 days earlier (3.67), which may be chance', verdict: null },
  })
})
