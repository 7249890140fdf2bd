import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { syncHere } from '../support/in-process.ts'
import { type Installation, install } from '../support/installation.ts'

const DAY = 86_400_000
const asOf = '2026-06-30'
const ago = (days: number): string => new Date(Date.parse(`${asOf}T12:00:00Z`) - days * DAY).toISOString()

let installation: Installation

beforeAll(async () => {
  installation = await install('http://127.0.0.1:9', { token: null })
  const folder = path.join(installation.folder, 'exports')
  await mkdir(folder)
  await installation.configure(({ writeBack: _none, ...input }) => ({
    ...input,
    customer: 'company',
    metrics: { asOf, reputation: { placeIdFields: { shop: 'place_ids' } } },
    connections: { shop: { connector: 'csv', settings: { folder } } },
  }))
})
afterAll(() => installation[Symbol.asyncDispose]())

const place = (id: string, name: string | null, domain: string | null) => ({
  ...{ id, name, brand: 'Kafka', domain, address: null, url: null, foreignKeys: [], companies: [] },
})

/** The unhappy write of cold soup, the happy of friendly people; of the old town no one is asked for stars. */
function reviews() {
  return Array.from({ length: 60 }, (_, number) => {
    const placeId = number % 6 === 5 ? 'old-town' : 'harbour'
    const isHappy = number % 3 !== 0
    const isYesNo = placeId === 'old-town'
    return {
      ...{ id: `${placeId}/${number}`, placeId, rating: isYesNo ? Number(isHappy) : isHappy ? 5 : 1 },
      ...{
        scaleMin: isYesNo ? 0 : 1,
        scaleMax: isYesNo ? 1 : 5,
        title: null,
        language: 'en',
        author: `A${number}`,
      },
      text: isHappy ? 'Friendly people' : '=Cold <b>soup</b>',
      ...{ authorEmail: null, orderReference: null, createdAt: ago(number * 5 + 1), editedAt: null },
      ...{ reply: null, repliedAt: number % 2 === 0 ? ago(number * 5) : null, replyEditedAt: null },
      ...{ replyState: number % 2 === 0 ? 'approved' : 'none', replyProblem: null, firstSeenAt: null },
    }
  })
}

/** What a command prints as JSON. */
async function printed<T>(...parameters: readonly string[]): Promise<T> {
  const finished = await installation.run(...parameters, '--json')
  expect(finished.code, finished.stderr).toBe(0)
  return finished.json<T>()
}

test('Without a place the report says what to do', async () => {
  const { code, stderr } = await installation.run('report', 'reputation')
  expect(code).toBe(1)
  expect(stderr).toMatch(/no place is known yet: connect a system that has reviews/)
})

describe('after reviews of two places', () => {
  beforeAll(async () => {
    const store = await installation.openStore()
    await give(store, 'shop', 'company', [
      { id: '1', name: 'Kafka Ltd', domains: ['kafka.example.com'], phones: [], foreignKeys: [] },
      { id: '2', name: 'Other Ltd', domains: [], phones: [], foreignKeys: [] },
    ])
    await sql`update company set raw = '{"place_ids": "old-town"}' where id = '1'`.execute(store.db)
    await give(store, 'shop', 'place', [
      place('harbour', 'Kafka Harbour', 'www.kafka.example.com'),
      place('old-town', '=Old town', null),
      place('empty', null, null),
    ])
    await give(store, 'shop', 'review', reviews())
    await store.close()
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })
  })

  test('places are a line each, the surest first, with the trend by month and quarter', async () => {
    const { code, stdout } = await installation.run('report', 'reputation')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Reviews up to 2026-06-30: 60 reviews of 2 places\.\n1 place has no review/)
    expect(stdout).toMatch(/Kafka Harbour \(shop\) +Kafka Ltd +50 +3\.40/)
    expect(stdout).toMatch(/^=Old town \(shop\) +Kafka Ltd +10 +100\.0 %/m)
    expect(stdout).toMatch(/^month from +reviews +average +positive$/m)
    expect(stdout).toMatch(/^2026-04 +\d+ +\d\.\d\d/m)
    expect(stdout).toMatch(/Policies plain-mean@1, decayed-bayes@1, wilson@1, answered@1, reputation-100@1/)
  })

  test('one place has its score by parts, distribution, keywords with examples, best and worst review', async () => {
    const { code, stdout } = await installation.run('report', 'reputation', '--place', 'kafka harbour')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Score \d+\.\d: quality .* × 60 %/)
    expect(stdout).toMatch(/^1 star +20$/m)
    expect(stdout).toMatch(/Words of the unhappy .*\n {2}(cold|soup|cold soup) \(en, 20:0\): =Cold soup/)
    expect(stdout).toMatch(/Words of the happy .*\n {2}(friendly|people|friendly people) \(en, 0:30\)/)
    expect(stdout).toMatch(/^Worst:\n {2}1, 2026-06-29: =Cold soup$/m)
  })

  test('a brand is its places together, each on its own scale, and bounded by days', async () => {
    const report = await printed<{
      total: { n: number; average: number }
      places: readonly unknown[]
      distribution: { yes: number; no: number }
      keywords: readonly { term: string; examples: readonly { review: string }[] }[]
    }>('report', 'reputation', '--brand', 'KAFKA')
    expect(report.total).toMatchObject({ n: 60, average: 3.4 })
    expect(report.distribution).toMatchObject({ yes: 10, no: 0 })
    expect(report.keywords[0]?.examples[0]?.review).toMatch(/^shop\/review:/)
    const june = await printed<typeof report>(
      'report',
      'reputation',
      '--from',
      '2026-06-01',
      '--to',
      '2026-06-30',
    )
    expect(june.total.n).toBe(6)
    const { code, stderr } = await installation.run('report', 'reputation', '--brand', 'Kafak')
    expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean Kafka?')])
  })

  test('the CSV file holds the places, and nothing that a spreadsheet takes for a formula', async () => {
    const file = path.join(installation.folder, 'places.csv')
    const { code } = await installation.run('report', 'reputation', '--csv', file)
    expect(code).toBe(0)
    const [header, ...lines] = (await readFile(file, 'utf8')).trim().split('\n')
    expect(header).toMatch(/^place,name,brand,company,n,average,reputation/)
    expect(lines).toHaveLength(2)
    expect(lines.join('\n')).toContain("shop/place:old-town,'=Old town,Kafka,shop/company:1,10,")
  })

  test('places are listed with company, reason and counts, and a person links them otherwise', async () => {
    const { stdout } = await installation.run('places')
    expect(stdout).toMatch(
      /shop\/harbour +Kafka Harbour +Kafka +Kafka Ltd \(shop\/company:1\) +the domain example\.com +50/,
    )
    expect(stdout).toMatch(/shop\/old-town +=Old town +Kafka +Kafka Ltd .* its id in place_ids +10/)
    expect(stdout).toMatch(/shop\/empty .*no company has its id +0/)
    const linked = await printed<{ id: number }>('places', 'link', 'shop/old-town', 'shop/2')
    expect(linked).toMatchObject({ place: 'shop/place:old-town', company: 'shop/company:2' })
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })
    const explained = await installation.run('explain', 'shop/company:2')
    expect(explained.stdout).toMatch(/Reputation, as of 2026-06-30:\n.*100 % of 10 reviews recommend it\./)
    expect(await printed('places', 'undo', String(linked.id))).toMatchObject({ undone: true })
    const unlinked = await installation.run('places', 'unlink', 'harbour')
    expect(unlinked.stdout).toMatch(
      /decision \d+: shop\/place:harbour belongs to no company; the next sync applies it/,
    )
    const places = await printed<readonly { placeId: string; company: string | null }[]>('places')
    expect(places.map(({ placeId, company }) => [placeId, company])).toEqual([
      ['empty', null],
      ['harbour', null],
      ['old-town', 'shop/company:1'],
    ])
    expect(await printed<readonly unknown[]>('places', 'decisions')).toHaveLength(2)
    const bad = await installation.run('places', 'link', 'harbour', 'nowhere')
    expect([bad.code, bad.stderr]).toEqual([
      2,
      expect.stringContaining('is no company: write it as connection/id'),
    ])
  })
})
