import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assessHealth } from './assess-health.ts'
import type { HealthFacts } from './health-facts.ts'
import { HEALTH_LINES } from './health-policy.ts'
import { healthScore } from './health-score.ts'
import { explainHealth, healthPulls } from './health-why.ts'

const facts: HealthFacts = {
  // Standing 0.5: pulls nothing.
  probability_alive: 0.55,
  // 25 points of weight in two lines, at 0 and 1: −/+ 9·25 ÷ 100 ÷ 2 ÷ 2 = 0.5625.
  answered_in_time: 0.5,
  fcr: 0.8,
  // At 1: + 9·25 ÷ 100 ÷ 2 = 1.125.
  nps: 9,
  // At 0.25: − 9·20 ÷ 100 ÷ 4 = 0.45.
  activity: 0.4375,
}

const none = { previous: null, score30DaysAgo: null }

test('the lines that pull most are told each way, strongest first', () => {
  const { up, down } = healthPulls(healthScore(facts))
  expect(up.map(({ line, pull }) => [line, pull])).toEqual([
    ['nps', expect.closeTo(1.125, 12)],
    ['fcr', expect.closeTo(0.5625, 12)],
  ])
  expect(down.map(({ line, pull }) => [line, pull])).toEqual([
    ['answered_in_time', expect.closeTo(-0.5625, 12)],
    ['activity', expect.closeTo(-0.45, 12)],
  ])
})

test('at most three are told each way', () => {
  const healthy = Object.fromEntries(HEALTH_LINES.map((one) => [one.line, one.healthy]))
  const { up, down } = healthPulls(healthScore(healthy))
  expect(up.map(({ line }) => line)).toEqual(['activity', 'probability_alive', 'clv_change'])
  expect(down).toEqual([])
})

test('the assessment has score, band, change in 30 days and a sentence', () => {
  const health = assessHealth(facts, 20_000, { previous: null, score30DaysAgo: 7 })
  // 5.5 + 1.125 − 0.45 = 6.175.
  expect(health).toMatchObject({ score: 6.2, standing: { band: 'watch', since: 20_000 }, change: -0.8 })
  expect(health.why).toBe(
    'Health 6.2 of 10, to watch; down 0.8 in 30 days. Down: 50 % answered in time, activity 44 % of usual. Up: would recommend 9 of 10, 80 % solved at first contact.',
  )
})

test('the band follows the one before', () => {
  const before = { band: 'good', since: 19_998 } as const
  const nearly = { ...facts, activity: 1, answered_in_time: 0.5 }
  // 5.5 + 1.125 + 0.9 = 7.525.
  expect(assessHealth(nearly, 20_000, { ...none, previous: before }).standing).toEqual(before)
  const watched = { band: 'watch', since: 19_998 } as const
  expect(assessHealth(nearly, 20_000, { ...none, previous: watched })).toMatchObject({
    score: 7.5,
    standing: { band: 'good', since: 20_000 },
  })
})

test('what is good is said first of those who are well', () => {
  const { why } = assessHealth({ ...facts, activity: 1 }, 20_000, none)
  expect(why).toMatch(
    /^Health 7\.5 of 10, good\. Up: would recommend 9 of 10, activity 100 % of usual, .*\. Down: /,
  )
})

test('an unknown score says how much is known, has no band and no change, and pulls nothing', () => {
  const health = assessHealth({ nps: 2 }, 20_000, { previous: { band: 'good', since: 1 }, score30DaysAgo: 8 })
  expect(health).toMatchObject({ score: null, standing: null, change: null, pulls: { up: [], down: [] } })
  expect(health.why).toBe(
    'Not enough data for a health score: 25 % of its weight is known, and half is needed.',
  )
})

test('an unchanged score is said to be unchanged', () => {
  expect(explainHealth(healthScore(facts), { band: 'watch', change: 0 })).toMatch(/; unchanged in 30 days\./)
})

test('one ticket is not told in the plural', () => {
  const why = (tickets: number) =>
    assessHealth({ probability_alive: 0.9, overdue_or_reopened: tickets }, 20_000, none).why
  expect(why(1)).toContain('1 overdue or reopened ticket.')
  expect(why(3)).toContain('3 overdue or reopened tickets.')
  expect(why(0)).toContain('no overdue ticket')
})

test('the sentence fits into a field of the CRM, and the whole is plain data, whatever is known', () => {
  const any = fc.tuple(
    ...HEALTH_LINES.map(({ line }) =>
      fc
        .option(
          fc.oneof(
            fc.double({ min: -1e6, max: 1e6, noNaN: true }),
            fc.double({ min: 0, max: 1, noNaN: true }),
          ),
        )
        .map((value) => [line, value] as const),
    ),
  )
  fc.assert(
    fc.property(any, fc.option(fc.double({ min: 1, max: 10, noNaN: true })), (pairs, score30DaysAgo) => {
      const health = assessHealth(Object.fromEntries(pairs), 20_000, { previous: null, score30DaysAgo })
      expect(health.why.length).toBeLessThanOrEqual(255)
      expect(health.why).toMatch(/\.$/)
      expect(JSON.parse(JSON.stringify(health))).toBeDefined()
    }),
  )
})
