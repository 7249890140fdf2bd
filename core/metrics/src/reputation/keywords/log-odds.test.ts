import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKeyword, logOddsZ } from './log-odds.ts'

describe('log-odds@1', () => {
  test('by hand: 9 of 30 unhappy and 1 of 60 happy mentions, 12 of 100 in all', () => {
    // ln(21 ÷ (130 − 21)) − ln(13 ÷ (160 − 13)) = −1.646825 + 2.425483; √(1 ÷ 21 + 1 ÷ 13) = 0.352905
    const z = logOddsZ({ low: 9, high: 1, all: 12 }, { low: 30, high: 60, all: 100 })
    expect(z).toBeCloseTo(2.206422, 6)
  })

  test('a term that both sides use alike tells nothing', () => {
    expect(logOddsZ({ low: 5, high: 5, all: 10 }, { low: 50, high: 50, all: 100 })).toBe(0)
  })

  test('the only term of a corpus has nothing to be compared with', () => {
    expect(logOddsZ({ low: 6, high: 2, all: 8 }, { low: 6, high: 2, all: 8 })).toBe(0)
  })

  test('under five documents, and up to 1.96 either way, a term is no keyword', () => {
    expect(isKeyword({ low: 4, high: 0, all: 4 }, 9)).toBe(false)
    expect(isKeyword({ low: 5, high: 0, all: 5 }, 1.96)).toBe(false)
    expect(isKeyword({ low: 5, high: 0, all: 5 }, 1.961)).toBe(true)
    expect(isKeyword({ low: 0, high: 5, all: 5 }, -1.961)).toBe(true)
  })

  test('to change the sides changes the sign', () => {
    const count = fc.nat({ max: 500 })
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.tuple(count, count, count),
        (low, high, others, [moreLow, moreHigh, more]) => {
          fc.pre(low + high + others > 0)
          const all = low + high + others
          const corpus = { low: low + moreLow, high: high + moreHigh, all: all + moreLow + moreHigh + more }
          const turned = { low: corpus.high, high: corpus.low, all: corpus.all }
          expect(logOddsZ({ low: high, high: low, all }, turned)).toBeCloseTo(
            -logOddsZ({ low, high, all }, corpus),
            9,
          )
        },
      ),
    )
  })
})
