import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  activityAgainstUsual,
  clvChange,
  gapStanding,
  gapStandings,
  type HealthFacts,
} from './health-facts.ts'
import { betweenAnchors, HEALTH_LINES, HEALTH_WEIGHTS, type HealthLine } from './health-policy.ts'
import { healthScore } from './health-score.ts'

const anchorsOf = (line: HealthLine) => HEALTH_LINES.find((one) => one.line === line)!
const all = (which: 'poor' | 'healthy'): HealthFacts =>
  Object.fromEntries(HEALTH_LINES.map((anchors) => [anchors.line, anchors[which]]))

const anyFacts: fc.Arbitrary<HealthFacts> = fc
  .tuple(
    ...HEALTH_LINES.map(({ line, poor, healthy }) =>
      fc
        .option(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { nil: null, freq: 2 })
        .map((share) => [line, share === null ? null : poor + share * (healthy - poor)] as const),
    ),
  )
  .map((pairs) => Object.fromEntries(pairs))

describe('a line', () => {
  test.each([
    ['probability_alive', 0.2, 0],
    ['probability_alive', 0.55, 0.5],
    ['probability_alive', 0.9, 1],
    ['clv_change', -0.1, 0.5],
    ['answered_in_time', 0.725, 0.5],
    ['fcr', 0.65, 0.5],
    ['overdue_or_reopened', 0, 1],
    ['overdue_or_reopened', 1, 2 / 3],
    ['overdue_or_reopened', 3, 0],
    ['nps', 6, 0.5],
    ['csat', 7, 0.5],
    ['reviews', 0.65, 0.5],
    ['activity', 0.625, 0.5],
  ] as const)('%s at %d stands at %d between its anchors', (line, value, standing) => {
    expect(betweenAnchors(value, anchorsOf(line))).toBeCloseTo(standing, 12)
  })

  test('beyond its anchors stands at 0 or 1', () => {
    expect(betweenAnchors(0.1, anchorsOf('probability_alive'))).toBe(0)
    expect(betweenAnchors(1, anchorsOf('probability_alive'))).toBe(1)
    expect(betweenAnchors(12, anchorsOf('overdue_or_reopened'))).toBe(0)
  })

  test('with two equal anchors is an error that names it', () => {
    expect(() => betweenAnchors(1, { line: 'fcr', poor: 1, healthy: 1 })).toThrow(
      'The anchors of fcr are 1 and 1',
    )
  })
})

describe('the score', () => {
  test('is 10 where all is healthy and 1 where all is poor', () => {
    expect(healthScore(all('healthy'))).toMatchObject({
      policy: 'health@1',
      score: 10,
      known: 1,
      unknown: null,
    })
    expect(healthScore(all('poor')).score).toBe(1)
  })

  test('weighs the parts, and the known lines of each equally', () => {
    const health = healthScore({
      // Value: 0.5.
      probability_alive: 0.55,
      // Support: 2/3 and 1, so 5/6.
      answered_in_time: 0.8,
      fcr: 0.8,
      // Sentiment: 0.5 and 1, so 0.75.
      nps: 6,
      csat: 9,
      // Engagement: 0.
      activity: 0.25,
    })
    // 30·0.5 + 25·5/6 + 25·0.75 + 20·0 = 54.583; 1 + 9·0.54583 = 5.9125.
    expect(health.score).toBe(5.9)
    expect(health.parts.map(({ part, standing }) => [part, standing])).toEqual([
      ['value', expect.closeTo(0.5, 12)],
      ['support', expect.closeTo(5 / 6, 12)],
      ['sentiment', 0.75],
      ['engagement', 0],
    ])
  })

  test('is over the known parts alone', () => {
    // 30·0.5 and 25·1 of 55: 1 + 9·40 ÷ 55 = 7.545.
    expect(healthScore({ probability_alive: 0.55, fcr: 0.8 })).toMatchObject({ score: 7.5, known: 0.55 })
  })

  test('is unknown where parts of less than half the weight are known, and known at half', () => {
    expect(healthScore({ fcr: 0.8, activity: 1 })).toMatchObject({
      score: null,
      unknown: 'too-little-known',
      known: 0.45,
    })
    expect(healthScore({ probability_alive: 0.9, activity: 1 })).toMatchObject({ score: 10, known: 0.5 })
    expect(healthScore({})).toMatchObject({ score: null, known: 0 })
  })

  test('has weights that can be set; those of 0 count nothing', () => {
    const weights = { value: 1, support: 1, sentiment: 0, engagement: 0 }
    const facts = { probability_alive: 0.9, fcr: 0.5, nps: 0, activity: 0 }
    expect(healthScore(facts, { weights })).toMatchObject({ score: 5.5, known: 1 })
    expect(() => healthScore({}, { weights: { ...weights, value: -1 } })).toThrow('The weight of value is -1')
    const none = { value: 0, support: 0, sentiment: 0, engagement: 0 }
    expect(() => healthScore({}, { weights: none })).toThrow('All weights of the health score are 0')
  })

  test('has anchors that can be set', () => {
    const lines = [{ line: 'nps', part: 'sentiment', poor: 0, healthy: 10 }] as const
    const weights = { value: 0, support: 0, sentiment: 1, engagement: 0 }
    expect(healthScore({ nps: 5 }, { lines, weights }).score).toBe(5.5)
  })

  test('is rounded half up, to one decimal', () => {
    const weights = { value: 1, support: 0, sentiment: 0, engagement: 0 }
    const lines = [{ line: 'probability_alive', part: 'value', poor: 0, healthy: 9 }] as const
    const scored = (points: number) => healthScore({ probability_alive: points }, { weights, lines }).score
    expect(scored(5.95)).toBe(7)
    expect(scored(5.949)).toBe(6.9)
  })

  test('is a number from 1 to 10, and is 5.5 and its pulls before rounding', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { score, known, parts } = healthScore(facts)
        expect(score === null).toBe(known < 0.5)
        if (score === null) return
        const pulls = parts.flatMap(({ lines }) => lines.map(({ pull }) => pull ?? 0))
        expect(Math.abs(5.5 + pulls.reduce((sum, pull) => sum + pull, 0) - score)).toBeLessThan(0.0501)
        expect(score).toBeGreaterThanOrEqual(1)
        expect(score).toBeLessThanOrEqual(10)
      }),
    )
  })

  test('does not change by a line that is unknown, and not by a part that is unknown while half is known', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...HEALTH_LINES), (facts, { line, part }) => {
        const { [line]: _, ...without } = facts
        expect(healthScore({ ...without, [line]: null })).toEqual(healthScore(without))
        expect(healthScore({ ...without, [line]: Number.NaN })).toEqual(healthScore(without))
        const lines = HEALTH_LINES.filter((one) => one.part !== part)
        const withoutPart = healthScore(facts, { lines, weights: { ...HEALTH_WEIGHTS, [part]: 0 } })
        const unknownPart = healthScore(facts, { lines })
        if (unknownPart.score !== null) expect(unknownPart.score).toBe(withoutPart.score)
      }),
    )
  })

  test('never falls when a line rises towards its healthy anchor', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...HEALTH_LINES), (facts, { line, poor, healthy }) => {
        const value = facts[line]
        if (value === null || value === undefined) return
        const better = healthScore({ ...facts, [line]: value + 0.1 * (healthy - poor) })
        expect(better.score ?? 0).toBeGreaterThanOrEqual(healthScore(facts).score ?? 0)
      }),
    )
  })

  test('is plain data that can be stored', () => {
    const health = healthScore({ probability_alive: 0.55, fcr: 0.7, nps: null })
    expect(JSON.parse(JSON.stringify(health))).toEqual(health)
  })
})

describe('what is known', () => {
  test('without a model is 1 − the share of gaps shorter than the current one', () => {
    expect(gapStanding(30, [10, 20, 30, 40])).toBe(1 - 2.5 / 4)
    expect(gapStanding(5, [10, 20])).toBe(1)
    expect(gapStanding(50, [10, 20])).toBe(0)
    expect(gapStanding(50, [])).toBeNull()
  })

  test('says the same of gaps that are counted', () => {
    const standing = gapStandings([
      { gap: 30, count: 1 },
      { gap: 10, count: 2 },
      { gap: 40, count: 1 },
    ])
    for (const gap of [5, 10, 20, 30, 50]) expect(standing(gap)).toBe(gapStanding(gap, [10, 10, 30, 40]))
    expect(gapStandings([])(5)).toBeNull()
  })

  test('of value is its change against a year ago, where there was some', () => {
    expect(clvChange(90, 100)).toBeCloseTo(-0.1, 12)
    expect(clvChange(90, 0)).toBeNull()
    expect(clvChange(null, 100)).toBeNull()
    expect(clvChange(90, null)).toBeNull()
  })

  test('of activity is the days against the customer’s own median', () => {
    expect(activityAgainstUsual(5, 20)).toBe(0.25)
    expect(activityAgainstUsual(5, 0)).toBeNull()
    expect(activityAgainstUsual(null, 5)).toBeNull()
  })
})
