import { seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advocates, type PersonReview } from './advocates.ts'
import { reviewInvitees } from './review-invitees.ts'
import { answer, CSAT, day } from './testing/survey-answers.ts'

const settings = { asOf: day(365) }
const stars = (
  personId: string,
  rating: number | null,
  changes: Partial<PersonReview> = {},
): PersonReview => ({
  personId,
  rating,
  scaleMin: 1,
  scaleMax: 5,
  at: day(2),
  ...changes,
})

describe('advocates', () => {
  test('are promoters and five-star reviewers, each once, with what they said', () => {
    const found = advocates(
      {
        answers: [
          answer({ personId: 'c', score: 10 }),
          answer({ personId: 'a', score: 9 }),
          answer({ personId: 'b', score: 8 }),
        ],
        reviews: [stars('a', 5), stars('d', 5), stars('e', 4), stars('f', null)],
      },
      settings,
    )
    expect(
      found.map(({ personId, promoter, reviewer }) => [personId, promoter?.score, reviewer?.at]),
    ).toEqual([
      ['a', 9, day(2)],
      ['c', 10, undefined],
      ['d', undefined, day(2)],
    ])
  })

  test('can be asked for a referral, a case study or a reference, and not for a public review', () => {
    const [one] = advocates({ answers: [answer()], reviews: [] }, settings)
    expect(one?.requests).toEqual(['referral', 'case_study', 'reference'])
  })

  test('are so by their latest word: a promoter who has become a detractor is none', () => {
    const changed = [answer({ score: 10, at: day(1) }), answer({ score: 2, at: day(100) })]
    expect(advocates({ answers: changed, reviews: [] }, settings)).toEqual([])
    expect(advocates({ answers: changed, reviews: [] }, { asOf: day(99) })).toHaveLength(1)
    const edited = [stars('a', 5), stars('a', 1, { at: day(9) })]
    expect(advocates({ answers: [], reviews: edited.toReversed() }, settings)).toEqual([])
  })

  test('of two reviews at one moment the worse one counts, whichever came first', () => {
    const both = [stars('a', 5), stars('a', 1)]
    expect(advocates({ answers: [], reviews: both }, settings)).toEqual([])
    expect(advocates({ answers: [], reviews: both.toReversed() }, settings)).toEqual([])
  })

  test('a 5 on another scale than five stars, and praise on another kind of survey, make none', () => {
    const five = answer({ scale: CSAT, score: 5 })
    expect(advocates({ answers: [five], reviews: [stars('a', 5, { scaleMax: 10 })] }, settings)).toEqual([])
  })
})

describe('invitations to review publicly', () => {
  test('go to everyone, once', () => {
    expect(reviewInvitees(['b', 'a', 'b'], 'everyone')).toEqual(['a', 'b'])
  })

  test('or to a random sample of everyone, the same for the same seed, whatever the order', () => {
    const people = Array.from({ length: 100 }, (_, i) => `p${i}`)
    const draw = () => ({ share: 0.2, random: seededRandom(7) })
    const invited = reviewInvitees(people, draw())
    expect(new Set(invited).size).toBe(20)
    expect(reviewInvitees([...people.toReversed(), 'p3'], draw())).toEqual(invited)
    expect(reviewInvitees(people, { share: 0.2, random: seededRandom(8) })).not.toEqual(invited)
  })

  test('everybody has the same chance', () => {
    const people = ['a', 'b', 'c', 'd', 'e']
    const random = seededRandom(3)
    const counts = new Map(people.map((person) => [person, 0]))
    for (let round = 0; round < 2_000; round += 1) {
      for (const person of reviewInvitees(people, { share: 0.4, random })) {
        counts.set(person, (counts.get(person) ?? 0) + 1)
      }
    }
    // 800 each, with a standard deviation of 22.
    for (const count of counts.values()) expect(Math.abs(count - 800)).toBeLessThan(110)
  })

  test('cannot be restricted to advocates: their ids are refused by the compiler', () => {
    const promoters = advocates({ answers: [answer()], reviews: [] }, settings).map(
      ({ personId }) => personId,
    )
    // @ts-expect-error Whoever is chosen because of praise is not everyone.
    const gated = reviewInvitees(promoters, 'everyone')
    expect(gated).toBeDefined()
  })

  test('a share that is none is an error', () => {
    const random = seededRandom(1)
    expect(() => reviewInvitees(['a'], { share: 0, random })).toThrow('A share of 0 cannot be invited')
    expect(() => reviewInvitees(['a'], { share: 20, random })).toThrow('give one above 0, up to 1')
  })

  test('are as many as the share says, all of them from everyone', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 40 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (people, share) => {
          const invited = reviewInvitees(people, { share, random: seededRandom(1) })
          expect(invited.length).toBe(Math.round(share * people.length))
          expect(invited.every((person) => people.includes(person))).toBe(true)
        },
      ),
    )
  })
})
