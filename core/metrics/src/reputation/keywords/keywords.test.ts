import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Keyword } from './keyword.ts'
import { byStrength } from './keyword.ts'
import { keywordsOf, sideOf, type WrittenReview } from './keywords-of-reviews.ts'
import { TermBounds } from './term-bounds.ts'
import { TermCounts } from './term-counts.ts'
import { TermEvidence } from './term-evidence.ts'
import { TermReader } from './term-reader.ts'

const asOf = Date.UTC(2026, 5, 30)
const DAY = 86_400_000

/** Each text so many times, a day apart, with so many stars. */
const written = (
  language: string,
  rows: readonly (readonly [times: number, stars: number, text: string])[],
) =>
  rows.flatMap(([times, stars, text], row) =>
    Array.from(
      { length: times },
      (_, index): WrittenReview => ({
        id: `${row}-${index}`,
        text,
        language,
        unit: (stars - 1) / 4,
        createdAt: asOf - index * DAY,
      }),
    ),
  )

describe('keywords', () => {
  test.each([
    [
      'en',
      'The soup was cold and the waiter rude',
      'Friendly staff and great pizza',
      ['cold', 'rude'],
      ['friendly', 'great pizza'],
    ],
    [
      'pl',
      'Zimne jedzenie, nie polecam',
      'Pyszne pierogi i miła obsługa',
      ['zimne', 'nie polecam'],
      ['pyszne pierogi', 'miła'],
    ],
    [
      'fi',
      'Palvelu oli hidasta eikä ruoka maistunut',
      'Erinomainen ruoka ja ystävällinen henkilökunta',
      ['hidasta', 'eikä ruoka'],
      ['erinomainen', 'ystävällinen henkilökunta'],
    ],
    [
      'ru',
      'Грязный номер, не советую',
      'Вкусный завтрак и чистый номер',
      ['грязный', 'не советую'],
      ['вкусный завтрак', 'чистый'],
    ],
    [
      'pt',
      'A entrega atrasou e não recebi o produto',
      'Entrega rápida, produto excelente',
      ['atrasou', 'não recebi'],
      ['rápida', 'produto excelente'],
    ],
    ['ja', '部屋が汚い。対応が遅い', '料理が美味しい。店員が親切', ['汚い', '遅い'], ['美味しい', '親切']],
  ])('of %s tell the unhappy from the happy', (language, bad, good, low, high) => {
    const found = keywordsOf(
      written(language, [
        [20, 1, bad],
        [20, 5, good],
        [6, 3, 'ok'],
      ]),
      asOf,
    )
    const terms = (sign: number) => found.filter(({ z }) => Math.sign(z) === sign).map(({ term }) => term)
    expect(terms(1)).toEqual(expect.arrayContaining(low))
    expect(terms(-1)).toEqual(expect.arrayContaining(high))
    for (const { z, low, high } of found) expect(z > 0 ? low > high : high > low).toBe(true)
  })

  const cold = written('en', [
    [8, 1, 'cold soup'],
    [8, 5, 'warm soup'],
    [2, 3, 'soup'],
  ])

  test('have the counts of their documents, their newest examples and a trend by quarter', () => {
    const word = keywordsOf(cold, asOf).find(({ term }) => term === 'cold')
    // Words: low 16, high 16, all 34. ln(16 ÷ (50 − 16)) − ln(8 ÷ (50 − 8)), over √(1 ÷ 16 + 1 ÷ 8).
    expect(word?.z).toBeCloseTo((Math.log(16 / 34) - Math.log(8 / 42)) / Math.sqrt(3 / 16), 12)
    expect(word).toMatchObject({ low: 8, high: 0, all: 8, examples: ['0-0', '0-1', '0-2'] })
    expect(word?.trend).toHaveLength(8)
    expect(word?.trend.at(-1)).toEqual({ quarter: '2026-Q2', documents: 8, of: 18 })
    expect(word?.trend[0]).toEqual({ quarter: '2024-Q3', documents: 0, of: 0 })
  })

  test('a word that both use is none, nor is one in four documents, nor one of later', () => {
    const terms = (reviews: readonly WrittenReview[]) => keywordsOf(reviews, asOf).map(({ term }) => term)
    expect(terms(cold)).not.toContain('soup')
    expect(
      terms(
        written('en', [
          [4, 1, 'cold'],
          [40, 5, 'warm soup'],
        ]),
      ),
    ).not.toContain('cold')
    expect(terms(cold.map((review) => ({ ...review, createdAt: asOf + 1 })))).toEqual([])
  })

  test('one long rant does not win: documents are counted', () => {
    const rant = written('en', [
      [1, 1, 'cold '.repeat(500)],
      [8, 1, 'dirty'],
      [8, 5, 'warm soup'],
    ])
    expect(keywordsOf(rant, asOf).map(({ term }) => term)).not.toContain('cold')
  })

  test('languages are compared each by itself', () => {
    const both = [...written('en', [[8, 1, 'die cold']]), ...written('de', [[8, 5, 'die suppe']])]
    expect(keywordsOf(both, asOf)).toEqual([])
  })
})

/** The log-odds as the paper writes them, over plain lists, knowing nothing of the code under test but its terms. */
function slowKeywords(reviews: readonly WrittenReview[]): [string, string][] {
  const reader = new TermReader()
  return [...Map.groupBy(reviews, ({ language }) => language)].flatMap(([language, documents]) => {
    const uses = documents.flatMap(({ text, unit }) =>
      Array.from({ length: reader.read(text, language) }, (_, at) => ({
        term: reader.textOf(at),
        length: reader.lengths[at],
        unit,
      })),
    )
    return [1, 2].flatMap((length) => {
      const corpus = uses.filter((use) => use.length === length)
      const number = (term: string | null, is: (unit: number | null) => boolean) =>
        corpus.filter((use) => (term === null || use.term === term) && is(use.unit)).length
      const low = (unit: number | null) => unit !== null && unit <= 0.25
      const high = (unit: number | null) => unit !== null && unit >= 0.75
      const any = () => true
      return [...new Set(corpus.map(({ term }) => term))].flatMap((term): [string, string][] => {
        const prior = number(term, any)
        const odds = (side: (unit: number | null) => boolean) =>
          (number(term, side) + prior) / (number(null, side) + number(null, any) - number(term, side) - prior)
        const variance = 1 / (number(term, low) + prior) + 1 / (number(term, high) + prior)
        const z = (Math.log(odds(low)) - Math.log(odds(high))) / Math.sqrt(variance)
        return prior >= 5 && Math.abs(z) > 1.96 && Number.isFinite(z)
          ? [[`${language} ${term}`, z.toFixed(9)]]
          : []
      })
    })
  })
}

const vocabulary = ['cold', 'warm', 'soup', 'rude', 'kind', 'not', 'the', '5', 'x', 'slow', '汚い', '店員']
const anyReviews = fc
  .array(
    fc.record({
      words: fc.array(fc.constantFrom(...vocabulary), { maxLength: 6 }),
      language: fc.constantFrom('en', 'und'),
      stars: fc.option(fc.integer({ min: 1, max: 5 })),
      age: fc.integer({ min: 0, max: 900 }),
      place: fc.nat({ max: 2 }),
    }),
    { minLength: 20, maxLength: 90 },
  )
  .map((all) =>
    all.map(({ words, language, stars, age, place }, index) => ({
      place,
      id: String(index).padStart(3, '0'),
      text: words.join(' '),
      language,
      unit: stars === null ? null : (stars - 1) / 4,
      createdAt: asOf - age * DAY,
    })),
  )

test('keywords are those of the paper, computed in the plainest way', () => {
  fc.assert(
    fc.property(anyReviews, (reviews) => {
      const found = keywordsOf(reviews, asOf).map(({ language, term, z }) => [
        `${language} ${term}`,
        z.toFixed(9),
      ])
      expect(found.sort()).toEqual(slowKeywords(reviews.filter(({ text }) => text !== '')).sort())
    }),
    { numRuns: 30 },
  )
})

test('three passes in little memory find the same, also where the table is far too small', () => {
  const languages = ['en', 'und']
  fc.assert(
    fc.property(anyReviews, fc.integer({ min: 1, max: 12 }), (reviews, bits) => {
      const reader = new TermReader()
      const documents = reviews.filter(({ text }) => text !== '')
      const group = ({ place, language }: (typeof documents)[number]) =>
        2 * place + languages.indexOf(language)
      const bounds = new TermBounds(bits)
      const counts = new TermCounts(bounds)
      const each = (visit: (document: (typeof documents)[number]) => void) => {
        for (const document of documents) {
          reader.read(document.text, document.language)
          visit(document)
        }
      }
      each((document) => bounds.add(group(document), reader))
      each((document) => counts.add(group(document), reader, sideOf(document.unit)))
      const evidence = new TermEvidence([...counts.keywords()], asOf)
      each((document) =>
        evidence.add(group(document), reader, {
          side: sideOf(document.unit),
          createdAt: document.createdAt,
          place: Number(document.id),
          rank: Number(document.id),
        }),
      )
      const found = [...evidence.results((number) => languages[number % 2] ?? '')]
      for (const place of [0, 1, 2]) {
        const own = found
          .filter(([number]) => number >> 1 === place)
          .map(([, keyword]): Keyword<number> => keyword)
          .sort(byStrength)
        const expected = keywordsOf(
          documents.filter((document) => document.place === place),
          asOf,
        )
        expect(own).toEqual(
          expected.map((keyword) => ({ ...keyword, examples: keyword.examples.map(Number) })),
        )
      }
    }),
    { numRuns: 60 },
  )
})
