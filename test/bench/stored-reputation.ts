// Measures the scoring of reviews in the store and the reports over them, on generated reviews in a real Postgres. Prints JSON lines.
//   npm run bench:stored-reputation -- --reviews 1000000 [--places 1000]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { SCORE_WEIGHTS } from '@rapport/metrics'
import { keywordsOfPlaces } from '@rapport/run'
import { measureReviews, placeTallies, scoreReputation } from '@rapport/score'
import { seededRandom } from '@rapport/stats'
import { openStore, upsertRecordTexts } from '@rapport/store'
import { sql } from 'kysely'
import { cpuSecondsSince, readCpu } from './cpu.ts'
import { anyLanguage, anyText } from './review-texts.ts'

const { values } = parseArgs({
  options: { reviews: { type: 'string', default: '1000000' }, places: { type: 'string', default: '1000' } },
})
const reviews = Number(values.reviews)
const places = Number(values.places)
const asOf = new Date(Date.UTC(2026, 5, 30, 23, 59, 59))
const DAY = 86_400_000
const atOnce = 5_000

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
const store = await openStore({ workspace: 'bench', databaseUrl: process.env.DATABASE_URL, folder })
const { db } = store
const signal = new AbortController().signal
try {
  await measure('store', seed)
  await measure('score all', score)
  await change(1_000)
  await measure('score 1,000 changed', score)
  await measure('score none changed', score)
  await measure(
    'tallies of all places with medians',
    async () => (await placeTallies(db, { asOf, withReplies: true })).length,
  )
  const all = Array.from({ length: places }, (_, place) => ({ connection: 'google', placeId: `P${place}` }))
  const request = { asOf: asOf.getTime(), from: null }
  await measure(
    'keywords of all as one brand, 2 threads',
    async () => (await keywordsOfPlaces(store, { ...request, places: all }, { workers: 2 })).length,
  )
  await measure(
    'keywords of one place',
    async () => (await keywordsOfPlaces(store, { ...request, places: all.slice(0, 1) })).length,
  )
} finally {
  await store.close()
  await rm(folder, { recursive: true, force: true })
}

async function score(): Promise<number> {
  await measureReviews(db, { signal })
  return scoreReputation(db, { asOf, until: asOf, weights: SCORE_WEIGHTS })
}

/** Reviews of 40 words in seven languages, half of them answered, of places that belong to a company each. */
async function seed(): Promise<void> {
  await sql`insert into customer (id, level, name) overriding system value select n, 'company', 'c' from generate_series(1, ${places}::integer) as n`.execute(
    db,
  )
  await sql`insert into identity_link select 'crm', 'company', 'c' || n, n, 'bench' from generate_series(1, ${places}::integer) as n`.execute(
    db,
  )
  await sql`insert into place_link select 'google', 'P' || (n - 1), 'crm', 'c' || n, 'bench' from generate_series(1, ${places}::integer) as n`.execute(
    db,
  )
  const random = seededRandom(1)
  for (let first = 0; first < reviews; first += atOnce) {
    const count = Math.min(atOnce, reviews - first)
    const records = Array.from({ length: count }, (_, index) => reviewOf(first + index, random))
    await upsertRecordTexts(db, 'google', 'review', records)
  }
}

function reviewOf(number: number, random: () => number) {
  const written = anyLanguage(random)
  const stars = [1, 2, 3, 4, 5, 5, 5, 4, 5, 1][Math.floor(random() * 10)] ?? 5
  const at = asOf.getTime() - Math.floor(random() * 1_000 * DAY)
  const isAnswered = random() < 0.5
  const placeId = `P${Math.floor(random() * places)}`
  const id = `${placeId}/R${number}`
  const data = {
    ...{ id, placeId, rating: stars, scaleMin: 1, scaleMax: 5, title: null, author: `Author ${number}` },
    ...{
      text: anyText(written, stars, random),
      language: written.tag,
      authorEmail: null,
      orderReference: null,
    },
    ...{ createdAt: new Date(at).toISOString(), editedAt: null, reply: isAnswered ? 'Thank you' : null },
    ...{
      repliedAt: isAnswered ? new Date(at + random() * 5 * DAY).toISOString() : null,
      replyEditedAt: null,
    },
    ...{
      replyState: isAnswered ? 'approved' : 'none',
      replyProblem: null,
      firstSeenAt: null,
      modifiedAt: null,
    },
  }
  return { id, data: JSON.stringify(data), raw: 'null' }
}

async function change(count: number): Promise<void> {
  const { rows } = await sql<{
    id: string
    data: object
  }>`select id, data from review tablesample system (1) limit ${count}`.execute(db)
  await upsertRecordTexts(
    db,
    'google',
    'review',
    rows.map(({ id, data }) => ({ id, data: JSON.stringify({ ...data, rating: 3 }), raw: 'null' })),
  )
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const before = await readCpu(folder)
  const started = performance.now()
  const result = await work()
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(3))
  const { rapport, postgres } = cpuSecondsSince(before, await readCpu(folder))
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${JSON.stringify({ name, seconds, cpuSeconds: { rapport, postgres }, peakMemoryMb, result })}\n`,
  )
}
