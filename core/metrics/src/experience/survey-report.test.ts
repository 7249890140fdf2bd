import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerGroup, latestAnswers } from './latest-answers.ts'
import type { SurveyAnswer } from './survey-answer.ts'
import { SurveyTally, surveyReport, surveysSetAside } from './survey-report.ts'
import {
  answer,
  answers,
  anyAnswers,
  CES,
  CSAT,
  CSI,
  day,
  flipped,
  NPS,
  scale,
} from './testing/survey-answers.ts'

const settings = { asOf: day(365) }
const thumb = scale('csat', 0, 1)

describe('a report', () => {
  test('has one score for each kind, scale and direction, and pools none of them', () => {
    const report = surveyReport(
      [
        ...answers(NPS, [10, 10, 10, 9, 8]),
        ...answers(CSAT, [5, 5, 5, 4, 1]),
        ...answers(thumb, [1, 1, 0, 0, 0]),
        ...answers({ ...CSAT, direction: 'lower' }, [1, 1, 1, 1, 1]),
      ],
      settings,
    )
    expect(report.scales.map(({ scale: { kind, max, direction } }) => [kind, max, direction])).toEqual([
      ['nps', 10, 'higher'],
      ['csat', 1, 'higher'],
      ['csat', 5, 'higher'],
      ['csat', 5, 'lower'],
    ])
    expect(report.scales[0]?.figures).toMatchObject({ kind: 'nps', score: 80 })
    expect(report.scales[1]?.figures).toMatchObject({ satisfied: { count: 2, of: 5 } })
    expect(report.scales[2]?.figures).toMatchObject({ satisfied: { count: 4, of: 5 } })
    expect(report.people).toBe(5)
  })

  test('says of a pooled figure from which scales it is, and counts a person once there', () => {
    // p0 to p4 gave stars and a thumb within one wave, p5 to p9 a thumb only; the later one counts.
    const stars = answers(CSAT, [5, 5, 5, 5, 5])
    const thumbs = answers(thumb, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]).map((one) => ({ ...one, at: day(2) }))
    const { pooled, scales } = surveyReport([...stars, ...thumbs], settings)
    expect(scales.map(({ figures }) => figures.n)).toEqual([10, 5])
    expect(pooled).toHaveLength(1)
    expect(pooled[0]?.figures).toMatchObject({
      kind: 'csat',
      n: 10,
      scales: [{ ...thumb, n: 10 }],
      satisfied: { count: 5, of: 10 },
    })
    const apart = stars.map((one) => ({ ...one, at: day(50) }))
    expect(surveyReport([...apart, ...thumbs], settings).pooled[0]?.figures).toMatchObject({
      n: 15,
      scales: [
        { ...thumb, n: 10 },
        { ...CSAT, n: 5 },
      ],
    })
  })

  test('pools neither NPS nor CES, whose scales are different questions', () => {
    const report = surveyReport(
      [...answers(CES, [7, 7, 7, 7, 7]), ...answers(scale('ces', 1, 5, 'lower'), [1, 1, 1, 1, 1])],
      settings,
    )
    expect(report.scales).toHaveLength(2)
    expect(report.pooled).toEqual([])
  })

  test('looks at nothing after its moment', () => {
    const some = [...answers(NPS, [9, 9, 9, 9, 9]), answer({ personId: 'p0', score: 0, at: day(10) })]
    expect(surveyReport(some, { asOf: day(10) - 1 }).scales[0]?.figures).toMatchObject({ score: 100 })
    expect(surveyReport(some, { asOf: day(10) }).scales[0]?.figures).toMatchObject({ score: 60 })
  })

  test('counts a person once in each wave', () => {
    const again = answers(NPS, [0, 0, 0, 0, 0]).map((one) => ({ ...one, at: day(40) }))
    const report = surveyReport([...answers(NPS, [9, 9, 9, 9, 9]), ...again], settings)
    expect(report.scales[0]?.figures).toMatchObject({ n: 10, score: 0 })
    expect(
      surveyReport([...answers(NPS, [9, 9, 9, 9, 9]), ...again], { ...settings, waveDays: 60 }),
    ).toMatchObject({ waveDays: 60, scales: [{ figures: { n: 5, score: -100 } }] })
  })

  test('has no scale without surveys', () => {
    expect(surveyReport([], settings)).toEqual({
      asOf: day(365),
      waveDays: 30,
      people: 0,
      scales: [],
      pooled: [],
    })
  })

  test('is the same in any order and with duplicates', () => {
    fc.assert(
      fc.property(anyAnswers([NPS, CSAT, thumb, CES, CSI]), fc.nat(), (some, seed) => {
        const more = some.length === 0 ? [] : [...some.toReversed(), some[seed % some.length]!]
        expect(surveyReport(more, settings)).toEqual(surveyReport(some, settings))
      }),
    )
  })

  test('is the same for a scale with its ends exchanged', () => {
    const figuresOf = (some: Parameters<typeof surveyReport>[0]) =>
      surveyReport(some, settings).scales.map(({ responses, figures }) => ({
        responses,
        figures: { ...figures, scales: null },
      }))
    fc.assert(
      fc.property(anyAnswers([CSAT]), (some) => {
        expect(figuresOf(some.map(flipped))).toEqual(figuresOf(some))
      }),
    )
  })
})

describe('groups', () => {
  const groupsOf = <Answer extends SurveyAnswer>(
    some: readonly Answer[],
    keyOf: (answer: Answer) => string | null,
  ) => {
    const tally = new SurveyTally(settings, keyOf)
    for (const own of Map.groupBy(some, ({ personId }) => personId).values()) tally.addPerson(own)
    return tally.groups()
  }
  const byTeam = (team: string | null, scores: readonly number[], from: number) =>
    answers(NPS, scores).map((one, i) => ({ ...one, personId: `p${from + i}`, team }))

  test('of any key have a report each, the unknown ones last', () => {
    const groups = groupsOf(
      [
        ...byTeam(null, [9], 20),
        ...byTeam('north', [9, 9, 9, 9, 9], 0),
        ...byTeam('east', [0, 0, 0, 0, 9], 10),
      ],
      ({ team }) => team,
    )
    expect(groups.map(({ key, report }) => [key, report.scales[0]?.figures])).toMatchObject([
      ['east', { n: 5, score: -60 }],
      ['north', { n: 5, score: 100 }],
      [null, { n: 1, score: null, unknown: 'too-few-answers' }],
    ])
  })

  test('add up to the whole: a person’s wave is in the group of the answer that counts', () => {
    const earlier = answer({ personId: 'x', score: 9, at: day(1) })
    const later = answer({ personId: 'x', score: 3, at: day(5) })
    const some = [
      { ...earlier, team: 'north' },
      { ...later, team: 'east' },
    ]
    const groups = groupsOf(some, ({ team }) => team)
    expect(groups.map(({ key, report }) => [key, report.scales[0]?.figures.n])).toEqual([['east', 1]])
    fc.assert(
      fc.property(anyAnswers([NPS, CES]), (any) => {
        const sum = groupsOf(any, ({ delivered }) => String(delivered))
          .flatMap(({ report }) => report.scales)
          .reduce((n, { figures }) => n + figures.n, 0)
        const whole = surveyReport(any, settings).scales.reduce((n, { figures }) => n + figures.n, 0)
        expect(sum).toBe(whole)
      }),
    )
  })
})

describe('what cannot be counted', () => {
  test.each([
    [{ personId: '' }, 'nobody is named who answered: give an anonymous answer an id of its own'],
    [{ at: Number.NaN }, 'its time is not known: give the moment of the answer'],
    [{ score: 11 }, 'the score 11 is not on its scale from 0 to 10: correct the score or the scale'],
    [{ score: 8.5 }, 'the score 8.5 is no answer to an NPS question, which takes whole numbers: correct it'],
    [
      { scale: scale('csat', 5, 1), score: 3 },
      'a scale from 5 to 1 has no two ends: give the lowest and the highest score that can be chosen',
    ],
    [{ delivered: false }, 'the score 9 stands on a survey that was not delivered: correct one of the two'],
  ])('%j is set aside with its reason, and stops nothing', (changes, reason) => {
    const bad = answer(changes)
    const good = answers(NPS, [9, 9, 9, 9, 9])
    expect(surveysSetAside([...good, bad])).toEqual([{ answer: bad, reason }])
    expect(surveyReport([...good, bad], settings)).toEqual(surveyReport(good, settings))
  })
})

describe('the latest answer of each person', () => {
  test('is one for each scale and question, in order of person', () => {
    const latest = latestAnswers(
      [
        answer({ personId: 'b', score: 3 }),
        answer({ personId: 'a', score: 3, at: day(1) }),
        answer({ personId: 'a', score: 9, at: day(80) }),
        answer({ personId: 'a', score: null, at: day(90) }),
        answer({ personId: 'a', scale: CSAT, score: 4 }),
      ],
      settings,
    )
    expect(latest.map(({ personId, score }) => [personId, score])).toEqual([
      ['a', 9],
      ['a', 4],
      ['b', 3],
    ])
  })

  test.each([
    [NPS, 9, 'promoter'],
    [CSAT, 4, 'satisfied'],
    [CSAT, 3, 'not_satisfied'],
    [CES, 5, 'easy'],
    [CES, 4, 'not_easy'],
    [CSI, 9, null],
  ] as const)('on %j the score %d is of the group %s', (of, score, group) => {
    expect(answerGroup(score, of)).toBe(group)
  })
})
