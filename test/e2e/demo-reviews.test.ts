import { readFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { dropWorkspace, openStore } from '@rapport/store'
import { testDatabaseVariable } from '@rapport/store/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Installation, install } from '../support/installation.ts'

/** What `demo --reviews --json` prints. */
interface Summary {
  readonly read: Readonly<Record<string, number>>
  readonly written: number
  readonly rejected: number
  readonly places: readonly {
    name: string
    company: string
    because: string
    reviews: number
    score: number
  }[]
  readonly keywords: readonly { term: string; language: string }[]
  readonly unanswered: readonly string[]
  readonly reply: { review: string; isNew: boolean; state: string; held: Record<string, string> }
  readonly companies: readonly Record<string, string>[]
  readonly live: { place: string; shown: number }
  readonly calls: { made: number }
}

let installation: Installation
let first: Summary
let second: Summary

beforeAll(async () => {
  installation = await install('http://127.0.0.1:9', { token: null })
  const demo = async (...options: readonly string[]): Promise<Summary> => {
    const finished = await installation.run('demo', '--reviews', '--json', '--no-limits', ...options)
    expect(finished.code, finished.stderr).toBe(0)
    return finished.json<Summary>()
  }
  first = await demo('--reset')
  second = await demo()
}, 120_000)

afterAll(async () => {
  const databaseUrl = process.env[testDatabaseVariable]
  const store = await openStore({ workspace: 'demo_reviews', databaseUrl, folder: installation.folder })
  await dropWorkspace(store)
  await store.close()
  await installation[Symbol.asyncDispose]()
})

it('reads the reviews of all places and tells their scores, each with the company that it belongs to', () => {
  expect(first.read).toMatchObject({ 'google/review': 320, 'trustpilot/review': 320, 'hubspot/company': 2 })
  expect(first.rejected).toBe(0)
  expect(first.places).toHaveLength(6)
  expect(first.places.every(({ score }) => score > 0 && score < 100)).toBe(true)
  const lisbon = first.places.find(({ name }) => name === 'Northlight Coffee Graça')
  expect(lisbon).toMatchObject({ company: 'hubspot/company:502', because: 'its id in google_place_id' })
  expect(first.places.filter(({ because }) => because === 'the domain example.com')).toHaveLength(5)
})

it('finds words of more than one language', () => {
  expect([...new Set(first.keywords.map(({ language }) => language))].sort()).toEqual(['en', 'fi', 'pl'])
})

it('writes the reputation to the companies, as HubSpot shows them', () => {
  expect(first.written).toBe(2)
  expect(first.companies).toMatchObject([
    { name: 'Northlight Coffee', rapport_review_count: '580' },
    { name: 'Farol de Graça Lda', rapport_review_count: '60', rapport_answered_share: '0.45' },
  ])
})

it('answers one of the unanswered reviews, and reads back that it waits for moderation', () => {
  expect(first.unanswered).toContain(first.reply.review)
  expect(first.reply).toMatchObject({ isNew: true, state: 'pending' })
  expect(first.reply.held).toMatchObject({
    comment: expect.stringMatching(/sorry/),
    reviewReplyState: 'PENDING',
  })
})

it('shows reviews of Google Places and stores nothing of that connection', () => {
  expect(first.live).toEqual({ place: 'places/ChIJ-northlight-praga', shown: 5 })
  expect(Object.keys(first.read).filter((name) => name.startsWith('places/'))).toEqual([])
})

it('reads little and writes nothing when it runs again, and finds its answer where it left it', () => {
  // Google has no filter by time: the newest page of each of five locations is read.
  expect(second.read['google/review'] ?? 0).toBeLessThanOrEqual(5 * 50)
  expect(second.calls.made).toBeLessThan(first.calls.made)
  expect(second.read['trustpilot/review'] ?? 0).toBeLessThan(20)
  expect(second.written).toBe(0)
  expect(second.places).toEqual(first.places)
  expect(second.reply).toMatchObject({ isNew: false, held: { comment: first.reply.held.comment } })
  expect(second.unanswered).not.toContain(first.reply.review)
})

it('leaves a configuration that works, and no stand-in behind', async () => {
  const file = path.join('.rapport', 'demo', 'rapport.yaml')
  const listed = await installation.run('--config', file, 'reviews', '--unanswered', '--max-stars', '3')
  expect(listed.code, listed.stderr).toBe(0)
  const { connections } = parse(await readFile(path.join(installation.folder, file), 'utf8'))
  const addresses = Object.values<{ settings: { baseUrl: string } }>(connections)
  expect(addresses).toHaveLength(4)
  for (const { settings } of addresses) await expect(fetch(settings.baseUrl)).rejects.toThrow('fetch failed')
})
