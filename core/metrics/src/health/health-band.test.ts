import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandOfScore, type HealthBand, type HealthStanding, healthBand } from './health-band.ts'

const standing = (band: HealthBand, since = 1000): HealthStanding => ({ band, since })
const soon = 1003

describe('a band by itself', () => {
  test.each([
    [10, 'good'],
    [7, 'good'],
    [6.9, 'watch'],
    [4, 'watch'],
    [3.9, 'risk'],
    [1, 'risk'],
  ] as const)('%d is %s', (score, band) => {
    expect(bandOfScore(score)).toBe(band)
    expect(healthBand(score, 1000, null)).toEqual({ band, since: 1000 })
  })
})

describe('a band after another one', () => {
  test.each([
    ['good', 6.7, 'good'],
    ['good', 6.6, 'watch'],
    ['watch', 7.3, 'watch'],
    ['watch', 7.4, 'good'],
    ['watch', 3.7, 'watch'],
    ['watch', 3.6, 'risk'],
    ['risk', 4.3, 'risk'],
    ['risk', 4.4, 'watch'],
  ] as const)('of %s, at %d within 7 days, is %s', (before, score, band) => {
    expect(healthBand(score, soon, standing(before))?.band).toBe(band)
  })

  test('takes every limit by more than 0.3: from good to 3.9 is watch at first', () => {
    expect(healthBand(3.9, soon, standing('good'))).toEqual(standing('watch', soon))
    expect(healthBand(3.6, soon, standing('good'))).toEqual(standing('risk', soon))
    expect(healthBand(7.1, soon, standing('risk'))).toEqual(standing('watch', soon))
    expect(healthBand(7.4, soon, standing('risk'))).toEqual(standing('good', soon))
  })

  test('changes by any distance once it has stood for 7 days', () => {
    expect(healthBand(6.9, 1006, standing('good'))).toEqual(standing('good'))
    expect(healthBand(6.9, 1007, standing('good'))).toEqual(standing('watch', 1007))
  })

  test('keeps the day on which it was taken while it stands', () => {
    expect(healthBand(8, 1400, standing('good'))).toEqual(standing('good', 1000))
  })

  test('is unknown with an unknown score', () => {
    expect(healthBand(null, soon, standing('good'))).toBeNull()
  })

  test('cannot be of a day before it', () => {
    expect(() => healthBand(8, 999, standing('good'))).toThrow('give the band that stood before the day')
  })
})

describe('a score that wavers', () => {
  const follow = (scores: readonly number[]): { day: number; band: HealthBand }[] => {
    let previous: HealthStanding | null = null
    return scores.map((score, day) => {
      previous = healthBand(score, day, previous) ?? previous
      return { day, band: previous!.band }
    })
  }

  const changesOf = (followed: readonly { day: number; band: HealthBand }[]) =>
    followed.filter(({ band }, i) => i > 0 && band !== followed[i - 1]?.band).map(({ day }) => day)

  test('within 0.3 of a limit never flaps: the band changes at most once in 7 days', () => {
    const around = fc
      .constantFrom(40, 70)
      .chain((limit) =>
        fc.array(fc.integer({ min: limit - 3, max: limit + 3 }), { minLength: 2, maxLength: 60 }),
      )
    fc.assert(
      fc.property(around, (tenths) => {
        const days = changesOf(follow(tenths.map((tenth) => tenth / 10)))
        for (const [i, day] of days.entries()) expect(day - (days[i - 1] ?? 0)).toBeGreaterThanOrEqual(7)
      }),
    )
  })

  test('goes back within 7 days only where it moved by 0.4 or more', () => {
    const scores = fc.array(fc.integer({ min: 10, max: 100 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(scores, (tenths) => {
        const followed = follow(tenths.map((tenth) => tenth / 10))
        const days = changesOf(followed)
        days.slice(1).forEach((day, i) => {
          const before = days[i]!
          const returned = followed[day]?.band === followed[before - 1]?.band
          if (day - before < 7 && returned)
            expect(Math.abs(tenths[day]! - tenths[before]!)).toBeGreaterThanOrEqual(4)
        })
      }),
    )
  })

  test('is in the band of its score in the end, however little it is beyond the limit', () => {
    const anyScore = fc.integer({ min: 10, max: 100 }).map((tenth) => tenth / 10)
    fc.assert(
      fc.property(anyScore, anyScore, (first, then) => {
        const followed = follow([first, ...Array.from({ length: 15 }, () => then)])
        expect(followed.at(-1)?.band).toBe(bandOfScore(then))
      }),
    )
  })
})
