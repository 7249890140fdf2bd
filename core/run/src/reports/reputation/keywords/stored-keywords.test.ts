import { keywordsOf, plainReviewText } from '@rapport/metrics'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { keywordsOfPlaces, shared } from './keywords-in-threads.ts'

const asOf = Date.parse('2026-06-30T23:59:59Z')

/** The unhappy and the happy of a language, 14 each, with markup and translations, and some that must not count. */
const reviews = (['en', 'pl'] as const).flatMap((language, index) =>
  Array.from({ length: 30 }, (_, number) => {
    const isHappy = number % 2 === 0
    const [low, high] =
      language === 'en' ? ['cold <b>soup</b>', 'friendly people'] : ['zimna zupa', 'miła obsługa']
    return {
      id: `cafe/${language}${number}`,
      placeId: number === 29 ? 'elsewhere' : 'cafe',
      ...{ rating: isHappy ? 5 : 1, scaleMin: 1, scaleMax: 5, language },
      text: number === 28 ? null : `${isHappy ? high : low} number${number}`,
      createdAt: new Date(asOf - (number === 27 ? -1 : 1) * 86_400_000 * (number + index + 1)).toISOString(),
      replyState: 'none',
    }
  }),
)

test('keywords of the store are those of the same texts in memory, whether one thread reads them or two', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await give(store, 'google', 'review', reviews)
  await sql`
    insert into review_metric (connection, review_id, place_id, created_at, unit, is_yes_no, is_answered, is_copy, has_text, language)
    select connection, id, data->>'placeId', (data->>'createdAt')::timestamptz, ((data->>'rating')::float8 - 1) / 4, false, false, false,
      data->>'text' is not null, data->>'language'
    from review
  `.execute(store.db)
  const request = { asOf, from: null, places: [{ connection: 'google', placeId: 'cafe' }] }
  const inMemory = keywordsOf(
    reviews
      .filter(({ placeId, text }) => placeId === 'cafe' && text !== null)
      .map(({ id, text, language, rating, createdAt }) => ({
        ...{ id, language, unit: (rating - 1) / 4, createdAt: Date.parse(createdAt) },
        text: plainReviewText(text ?? ''),
      })),
    asOf,
  )
  expect(inMemory.length).toBeGreaterThan(3)
  const expected = inMemory.map((keyword) => ({
    ...keyword,
    examples: keyword.examples.map((id) => expect.objectContaining({ review: `google/review:${id}` })),
  }))
  expect(await keywordsOfPlaces(store, request)).toEqual(expected)
  expect(await keywordsOfPlaces(store, request, { workers: 2, fewTexts: 0 })).toEqual(expected)
})

test('a place without texts has no keywords', async () => {
  await using workspace = await openTestWorkspace()
  const places = [{ connection: 'google', placeId: 'cafe' }]
  expect(await keywordsOfPlaces(workspace.store, { asOf, from: null, places })).toEqual([])
})

test('languages are shared so that each reader has about as much to read', () => {
  const languages = Object.entries({ en: 8, pl: 3, de: 2, ru: 3 }).map(([language, texts]) => ({
    language,
    texts,
  }))
  const parts = shared(languages, 2).map((part) => part.map(({ language }) => language))
  expect(parts).toEqual([['en'], ['pl', 'ru', 'de']])
  expect(shared(languages.slice(0, 1), 2)).toHaveLength(1)
})
