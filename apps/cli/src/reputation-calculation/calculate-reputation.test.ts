import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { languageOf, plainReviewText, type ScoredReview, scorecardOf } from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calculateReputation } from './calculate-reputation.ts'
import { ReviewExamples } from './review-examples.ts'
import { REVIEW_COLUMNS } from './review-row.ts'

const asOf = Date.UTC(2026, 5, 30)
const tomorrow = asOf + 86_400_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-reputation-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function calculate(rows: readonly string[], options: { workers?: number } = {}) {
  const file = path.join(folder, 'reviews.csv')
  await writeFile(file, [REVIEW_COLUMNS.join(','), ...rows].join('\n'))
  const calculation = await calculateReputation(file, { asOf, tomorrow, ...options })
  return { calculation, file }
}

/** Reviews of some places, languages and tempers; a few are copies of others. */
function anyReviews(): { readonly row: string; readonly place: string; readonly review: ScoredReview }[] {
  const random = seededRandom(7)
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value
  const words = {
    en: ['cold', 'soup', 'rude', 'friendly', 'staff', 'the', 'not'],
    ja: ['汚い', '部屋', '店員', '親切'],
    '': ['bueno', 'malo', 'x', '5'],
  }
  return Array.from({ length: 900 }, (_, index) => {
    const language = pick(['en', 'ja', ''] as const)
    const rating = pick([1, 2, 3, 4, 5, null])
    const [unhappy, happy] = [rating !== null && rating < 3, rating !== null && rating > 3]
    const mood = words[language].slice(happy ? 2 : 0, unhappy ? 2 : undefined)
    const text = Array.from({ length: Math.floor(random() * 6) }, () => pick(mood)).join(' ')
    const createdAt = asOf - Math.floor(random() * 800) * 86_400_000 + 3_600_000 * (index % 24) - 86_400_000
    const repliedAt = random() < 0.4 ? createdAt + Math.floor(random() * 1e9) : null
    const place = pick(['a', 'b', 'c,d', 'é'])
    const id = `r${index}`
    const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString())
    return {
      place,
      row: `google,"${place}",${id},${rating ?? ''},1,5,${time(createdAt)},"<p>${text}</p>",${language},${time(repliedAt)}`,
      review: {
        id,
        rating,
        scale: { min: 1, max: 5 },
        createdAt,
        editedAt: null,
        isAnswered: repliedAt !== null,
        repliedAt,
        text: plainReviewText(text),
        language: languageOf(language) ?? '',
      },
    }
  })
}

const all = anyReviews()

test.each([1, 2])('%i threads find for each place what its scorecard says', async (workers) => {
  const { calculation, file } = await calculate(
    all.map(({ row }) => row),
    { workers },
  )
  using examples = new ReviewExamples(file, 'reviews.csv')
  expect(calculation.places.map(({ placeId }) => placeId)).toEqual(['a', 'b', 'c,d', 'é'])
  for (const { placeId, reputation, distribution, months, quarters, keywords } of calculation.places) {
    const card = scorecardOf(
      all.filter(({ place }) => place === placeId).map(({ review }) => review),
      asOf,
    )
    expect(reputation).toMatchObject({
      n: card.n,
      average: expect.closeTo(card.average ?? 0, 12),
      reputation: expect.closeTo(card.reputation ?? 0, 12),
      sharePositive: card.sharePositive,
      answered: card.answered,
      volume: card.volume,
    })
    expect([distribution, months, quarters]).toEqual([card.distribution, card.months, card.quarters])
    expect(card.keywords.length).toBeGreaterThan(1)
    expect(keywords.map(({ examples: _, ...keyword }) => keyword)).toEqual(
      card.keywords.map(({ examples: _, ...keyword }) => keyword),
    )
    for (const { term, examples: offsets } of keywords) {
      const texts = offsets.map((offset) => examples.at(offset).text.replaceAll(' ', ''))
      for (const text of texts) expect(text).toContain(term.replaceAll(' ', ''))
    }
  }
})

test('of copies the latest counts, whichever stands first', async () => {
  const copies = [
    'google,a,1,5,1,5,2026-01-01T10:00:00Z,old,en,',
    'google,a,1,2,1,5,2026-02-01T10:00:00Z,new,en,',
    'google,a,1,4,1,5,2026-02-01T10:00:00Z,new,en,',
    'google,b,1,5,1,5,2026-01-01T10:00:00Z,another place,en,',
    'other,a,1,5,1,5,2025-01-01T10:00:00Z,another source,en,',
  ]
  for (const rows of [copies, copies.toReversed()]) {
    const { counts, places } = (await calculate(rows)).calculation
    expect(counts).toMatchObject({ rows: 5, reviews: 3, copies: 2 })
    expect(places[0]?.distribution.stars).toEqual([0, 1, 0, 0, 1])
  }
})

test('two ids of one moment, source, place and language are listed, and both count; days alone say nothing', async () => {
  const { calculation } = await calculate([
    'google,a,1,5,1,5,2026-01-01T10:00:00Z,first,en,',
    'google,a,2,2,1,5,2026-01-01T10:00:00Z,changed,en,',
    'google,a,3,2,1,5,2026-01-01T10:00:00Z,others,de,',
    'google,a,4,2,1,5,2026-01-02,one,en,',
    'google,a,5,2,1,5,2026-01-02,two,en,',
  ])
  expect(calculation.possibleCopies.map(({ offsets }) => offsets.length)).toEqual([2])
  expect(calculation.counts.reviews).toBe(5)
})

test('a long text in several lines, and a row without a line feed at the end, are found again', async () => {
  const long = `"${'long ""text""\n'.repeat(2_000)}"`
  const { calculation, file } = await calculate([
    `google,a,1,1,1,5,2026-01-01,${long},en,`,
    'google,a,2,5,1,5,2026-01-01,Ünïcödé,en,',
  ])
  using examples = new ReviewExamples(file, 'reviews.csv')
  const [place] = calculation.places
  expect(examples.at(place?.extremes.worst[0]?.offset ?? 0)).toMatchObject({ reviewId: '1', rating: 1 })
  expect(examples.at(place?.extremes.best[0]?.offset ?? 0)).toMatchObject({ reviewId: '2', text: 'Ünïcödé' })
})

test.each([
  [[], 'reviews.csv has a header and no rows: nothing to calculate with'],
  [
    ['google,a,1,9,1,5,2026-01-01,,en,'],
    'reviews.csv: all rows are bad (1): nothing is left to calculate with; line 2',
  ],
  [['google,a,1,5,1,5,2026-07-01T00:00:01Z,,en,'], 'reviews.csv: all rows are bad (1)'],
  [
    ['google,a,1,5,1,5,2026-06-30T00:00:01Z,,en,'],
    'reviews.csv: all reviews are after 2026-06-30T00:00:00.000Z',
  ],
])('a file with nothing to count is an error: %j', async (rows, message) => {
  await expect(calculate(rows)).rejects.toThrow(message)
})

test('reviews that do not say their language are told apart by their texts', async () => {
  const written = (language: string, low: string, high: string) =>
    Array.from({ length: 40 }, (_, index) => {
      const isLow = index % 2 === 0
      return `google,p,${language}${index},${isLow ? 1 : 5},1,5,2026-05-01T10:${10 + index}:00Z,"${isLow ? low : high}",,`
    })
  const { calculation } = await calculate([
    ...written('pl', 'Bardzo zimna kawa i niemiła obsługa', 'Bardzo dobra kawa i miła obsługa'),
    ...written('fi', 'Kahvi oli kylmää ja palvelu hidasta', 'Kahvi oli hyvää ja palvelu nopeaa'),
  ])
  const [place] = calculation.places
  const found = new Set(place?.keywords.map(({ language, term }) => `${language} ${term}`))
  expect([...new Set(place?.keywords.map(({ language }) => language))].sort()).toEqual(['fi', 'pl'])
  expect(found).toContain('pl zimna')
  expect(found).toContain('fi kylmää')
})
