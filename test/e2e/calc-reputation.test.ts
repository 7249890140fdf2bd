import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CalculationFolder, calculationFolder, csv } from '../support/calculation.ts'
import { fences } from './documented-commands.ts'

interface Example {
  readonly reviewId: string
  readonly text: string
}

interface Result {
  readonly policies: Readonly<Record<string, string>>
  readonly asOf: string
  readonly n: Readonly<Record<string, number>>
  readonly places: readonly {
    readonly placeId: string
    readonly n: number
    readonly average: number | null
    readonly reputation: number | null
    readonly score: number | null
    readonly sources: readonly { readonly source: string; readonly n: number }[]
    readonly keywords: readonly {
      readonly term: string
      readonly language: string
      readonly z: number
      readonly low: number
      readonly high: number
      readonly examples: readonly Example[]
    }[]
    readonly best: readonly Example[]
    readonly worst: readonly Example[]
  }[]
  readonly possibleCopies: readonly { readonly reviewIds: readonly string[] }[]
  readonly setAside: readonly { readonly line: number; readonly reason: string }[]
}

const page = 'docs/reputation.md'
const example = (language: string): string =>
  `${fences.find((fence) => fence.page === page && fence.language === language)?.text}\n`
const [header = '', ...rows] = example('csv').trim().split('\n')

const reviews = (file: string) => ['reputation', '--reviews', file, '--as-of', '2026-06-30'] as const

let folder: CalculationFolder
beforeAll(async () => {
  folder = await calculationFolder({
    'reviews.csv': example('csv'),
    'turned.csv': csv(header, ...rows.toReversed(), ...rows.slice(0, 5)),
    'unknown.csv': csv(`${header},mood`, ...rows.map((row) => `${row},`)),
    'bad.csv': csv(
      header,
      'google,a,1,5,1,5,2026-01-01,fine,en,',
      'google,a,2,0,1,5,2026-01-01,,en,',
      'google,a,3,5,5,1,2026-01-01,,en,',
      'google,a,4,5,1,5,01/02/2026,,en,',
      'google,a,5,5,1,5,2026-01-01,,en,yesterday',
      'google,a,6,five,1,5,2026-01-01,,en,',
      'google,,7,5,1,5,2026-01-01,,en,',
      'google,a,8,5,1,5,2026-01-01,,???,',
      'google,a,9,5,1,5,2026-01-01,a comma, no quotes,en,',
    ),
    'hostile.csv': csv(
      header,
      `google,=HYPERLINK(1),1,5,1,5,2026-01-01,"=cmd|' /C calc'!A0 \u001B[31mred\u202E <script>alert(1)</script>",en,`,
      `google,+1,2,1,1,5,2026-01-01,"${'x '.repeat(15_000)}",en,`,
    ),
  })
})
afterAll(() => folder[Symbol.asyncDispose]())

describe('the example of the documentation', () => {
  let result: Result
  beforeAll(async () => {
    result = (await folder.calc(...reviews('reviews.csv'), '--json', '--out', 'places.csv')).json()
  })

  test('prints what the documentation says, and tells by its exit code that a row was set aside', async () => {
    const { code, stdout, stderr } = await folder.calcByItself(...reviews('reviews.csv'))
    expect(stdout).toBe(example('text'))
    expect(code).toBe(3)
    expect(stderr).toBe('1 row was set aside; the result says which and why.\n')
  })

  test('is one JSON object, with policies, places, keywords, examples and what was set aside', () => {
    expect(result).toMatchObject({
      policies: { reputation: 'decayed-bayes@1', keywords: 'log-odds@1' },
      asOf: '2026-06-30T23:59:59.999Z',
      n: { rows: 36, reviews: 34, copies: 1, afterAsOf: 0, setAside: 1, places: 2 },
      possibleCopies: [{ source: 'google', placeId: 'cafe' }],
      setAside: [{ line: 37 }],
    })
    const [cafe, hotel] = result.places
    expect(cafe?.keywords.map(({ term, low, high }) => [term, low, high])).toEqual([
      ['friendly', 0, 15],
      ['cold', 14, 0],
    ])
    expect(cafe?.keywords[1]?.examples.map(({ reviewId }) => reviewId)).toEqual(['g14', 'g13', 'g12'])
    expect(cafe?.worst[0]?.text).toBe('Cold again')
    expect(hotel?.sources.map(({ source, n }) => [source, n])).toEqual([
      ['booking', 1],
      ['facebook', 2],
    ])
    expect(hotel).toMatchObject({ n: 3, average: expect.closeTo(1 + 4 * (6 / 9), 9), score: null })
    expect(result.possibleCopies[0]?.reviewIds.toSorted()).toEqual(['g30', 'g31'])
  })

  test('has a line for each place in the CSV', async () => {
    const [columns, cafe] = (await folder.read('places.csv')).split('\n')
    expect(columns).toMatch(/^place_id,n,average,reputation,share_positive,.*,low_keywords,high_keywords$/)
    expect(cafe).toMatch(/^cafe,31,3\.06.*,cold,friendly$/)
  })

  test('is the same in another order and with duplicates', async () => {
    const turned = (await folder.calc(...reviews('turned.csv'), '--json')).json<Result>()
    expect(turned.places).toEqual(result.places)
    expect(turned.n).toMatchObject({ reviews: 34, copies: 6 })
  })
})

test('each bad row is set aside with its line and reason, and takes no good one with it', async () => {
  const { setAside, places, n } = (await folder.calc(...reviews('bad.csv'), '--json')).json<Result>()
  expect(places.map(({ placeId, n }) => [placeId, n])).toEqual([['a', 1]])
  expect(n).toMatchObject({ rows: 9, setAside: 8 })
  const reasons = [
    'the rating 0 is not on its scale from 1 to 5',
    'scale_min 5 is not below scale_max 1',
    'created_at "01/02/2026" is no day or moment',
    'replied_at "yesterday" is no day or moment',
    'rating "five" is not a number',
    'place_id is missing',
    'language "???" is no language tag',
    'the row has 11 cells and the header 10',
  ]
  expect(setAside.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
  for (const [index, reason] of reasons.entries()) expect(setAside[index]?.reason).toContain(reason)
})

test('formulas, markup and signs that steer a terminal reach no output', async () => {
  const { stdout } = await folder.calc(...reviews('hostile.csv'), '--out', 'hostile-places.csv')
  const json = await folder.calc(...reviews('hostile.csv'), '--json')
  const lines = (await folder.read('hostile-places.csv')).split('\n')
  expect(lines[1]).toMatch(/^'\+1,/)
  expect(lines[2]).toMatch(/^'=HYPERLINK\(1\),/)
  const [plus, formula] = json.json<Result>().places
  expect(formula?.best[0]?.text).toBe("=cmd|' /C calc'!A0 [31mred")
  expect([...(plus?.worst[0]?.text ?? '')]).toHaveLength(201)
  for (const sign of ['\u001B', '\u202E', '<script']) expect(`${stdout}${json.stdout}`).not.toContain(sign)
})

test('unknown columns are an error that names them', async () => {
  const { code, stderr } = await folder.calc(...reviews('unknown.csv'))
  expect(code).toBe(1)
  expect(stderr).toContain('unknown.csv has unknown columns: mood; the columns are source, place_id,')
})

test.each([
  [['reputation', '--as-of', '2026-06-30'], 'Give --reviews FILE.csv.'],
  [['reputation', '--reviews', 'reviews.csv'], 'Give --as-of, the day or moment of evaluation'],
  [['reputation', '--reviews', 'reviews.csv', '--as-of', '2026-02-30'], '--as-of is "2026-02-30"'],
  [[...reviews('reviews.csv'), '--out', './reviews.csv'], 'is another file of this command'],
])('%j is refused, and says why', async (parameters, reason) => {
  const { code, stderr } = await folder.calcByItself(...parameters)
  expect(code).toBe(2)
  expect(stderr).toContain(reason)
})
