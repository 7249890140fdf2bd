import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunResult } from '@rapport/run'
import { addYelpBusiness, addYelpReview, startYelp } from '@rapport/sandbox'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { install } from '../support/installation.ts'

const canary = `CANARY-${randomUUID()}`
/** Is stored by a source that may be kept: it shows that the search finds what is there. */
const control = `CONTROL-${randomUUID()}`
const key = `key-yelp-${randomUUID()}`
/** No other moment of the test is on this day. */
const day = '2009-03-07'

/** A business with a review that is understood and one that is not, full of canaries. */
async function openYelp() {
  const server = await startYelp({ limits: 'off', excerpts: 7, apiKeys: [key] })
  const business = addYelpBusiness(server.state, { name: `${canary} name`, alias: `${canary}-alias` }).id
  const written = {
    ...{ text: `${canary} text`, userName: `${canary} author`, createdAt: Date.parse(`${day}T20:00:00Z`) },
  }
  const reviews = [
    addYelpReview(server.state, business, { ...written, rating: 2 }).id,
    addYelpReview(server.state, business, { ...written, rating: `${canary} stars` as unknown as number }).id,
  ]
  return { server, business, reviews, [Symbol.asyncDispose]: () => server.close() }
}

/** Every row of the workspace, of what workspaces share, and of the queue of its steps, as text. */
async function dumpOf({ db, workspace }: Store): Promise<string> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in (${`ws_${workspace}`}, 'rapport')
  `.execute(db)
  const contents = [
    ...tables.map(
      ({ schema, name }) => sql`select t::text as row from ${sql.table(`${schema}.${name}`)} as t`,
    ),
    sql`select t::text as row from pgboss.job as t where name = ${`steps-${workspace}`}`,
  ]
  const texts: string[] = []
  for (const content of contents) {
    const { rows } = await content.$castTo<{ row: string }>().execute(db)
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join('\n')
}

/** What all files below a folder hold. */
async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(path.join(parentPath, name))))
  return texts.join('\n')
}

it('leaves of a source that may be kept for a day only the ids of its places, once the day is over', async () => {
  await using yelp = await openYelp()
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    environment: { YELP_KEY: key },
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: {
        shop: { connector: 'csv', settings: { folder: 'exports' } },
        yelp: {
          connector: 'yelp',
          auth: { apiKey: 'env:YELP_KEY' },
          settings: { baseUrl: yelp.server.baseUrl, businesses: [yelp.business] },
        },
      },
    }),
  })
  await mkdir(path.join(installation.folder, 'exports'))
  await writeFile(
    path.join(installation.folder, 'exports', 'contacts.csv'),
    `id,name,email\n1,${control},p1@shop.example\n`,
  )
  const store = await installation.openStore()
  const secrets = [canary, day, ...yelp.reviews]
  try {
    const synced = await installation.run('sync', '--json', '--verbose')
    expect(synced.code, synced.stderr).toBe(3)
    expect(synced.json<RunResult>()).toMatchObject({ state: 'partial', rejected: 1 })
    const before = await dumpOf(store)
    for (const secret of [control, yelp.business, ...secrets]) expect(before).toContain(secret)
    expect(await filesOf(installation.folder)).toContain(control)

    for (const table of ['review', 'place', 'reject'])
      await sql`update ${sql.table(table)} set expires_at = expires_at - interval '24 hours'`.execute(
        store.db,
      )
    const purged = await installation.run('purge', '--json', '--verbose')
    expect(purged.json()).toMatchObject({
      purged: [
        { connection: 'yelp', entity: 'review', records: 1 },
        { connection: 'yelp', entity: 'place', records: 1 },
        { connection: 'yelp', entity: 'reject', records: 1 },
      ],
      due: [],
    })
    const after = await dumpOf(store)
    expect(after).toContain(control)
    expect(after).toContain(yelp.business)
    const printed = [synced, purged].flatMap(({ stdout, stderr }) => [stdout, stderr])
    const left = [after, await filesOf(installation.folder), ...printed].join('\n')
    for (const secret of secrets) expect(left).not.toContain(secret)
    const places = await store.db
      .selectFrom('place')
      .select('data')
      .where('connection', '=', 'yelp')
      .execute()
    expect(
      places.map(({ data }) => Object.values(data).filter((value) => typeof value === 'string')),
    ).toEqual([[yelp.business]])

    // What is shown still, though nothing of it changed, comes again.
    const again = await installation.run('sync', '--json')
    expect(again.json<RunResult>()).toMatchObject({ read: { 'yelp/review': 2 }, rejected: 1 })
    const held = await store.db.selectFrom('readable_review').select('data').execute()
    expect(held).toMatchObject([{ data: { text: `${canary} text`, rating: 2 } }])
  } finally {
    await store.close()
  }
})
