import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunResult } from '@rapport/run'
import {
  addGooglePlace,
  addGooglePlacesReview,
  addTripadvisorLocation,
  addTripadvisorReview,
  startGooglePlaces,
  startTripadvisor,
} from '@rapport/sandbox'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { dataDirectory } from '../support/cluster.ts'
import { type Finished, install } from '../support/installation.ts'

const canary = `CANARY-${randomUUID()}`
/** Is stored, by a connection that may: it shows that the search finds what is there. */
const control = `CONTROL-${randomUUID()}`
const keys = { google: `key-google-${randomUUID()}`, trip: `key-trip-${randomUUID()}` }

/** Two sites that may only be shown, full of canaries. */
async function openSites() {
  const google = await startGooglePlaces({ keys: [keys.google] })
  const place = addGooglePlace(google.state, `${canary} place`).id
  addGooglePlacesReview(google.state, place, {
    originalText: { text: `${canary} text`, languageCode: 'de' },
    translation: `${canary} translation`,
    author: {
      displayName: `${canary} author`,
      uri: `https://maps.example/${canary}`,
      photoUri: `https://maps.example/${canary}.jpg`,
    },
  })
  const trip = await startTripadvisor({ keys: [keys.trip] })
  const location = addTripadvisorLocation(trip.state, `${canary} location`).id
  addTripadvisorReview(trip.state, location, {
    title: `${canary} title`,
    text: `${canary} words\n\u001b[31mred`,
    username: `${canary} user`,
    ownerResponse: { author: `${canary} owner`, text: `${canary} reply`, publishedAt: Date.UTC(2026, 0, 2) },
  })
  return {
    google,
    trip,
    live: { google: `maps/${place}`, trip: `trip/${location}` },
    connections: {
      maps: {
        connector: 'google-places',
        auth: { apiKey: 'env:GOOGLE_PLACES_KEY' },
        settings: { baseUrl: google.baseUrl, places: [place] },
      },
      trip: {
        connector: 'tripadvisor',
        auth: { apiKey: 'env:TRIPADVISOR_KEY' },
        settings: { baseUrl: trip.baseUrl, places: [location] },
      },
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([google.close(), trip.close()])
    },
  }
}

/** Every row of every table that is not the server's own, as text. */
async function dumpOf({ db }: Store): Promise<string> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
  `.execute(db)
  const texts: string[] = []
  for (const { schema, name } of tables) {
    const { rows } = await sql<{
      row: string
    }>`select t::text as row from ${sql.table(`${schema}.${name}`)} as t`.execute(db)
    texts.push(`${schema}.${name}`, ...rows.map(({ row }) => row))
  }
  return texts.join('\n')
}

/** The files below the folders that hold a text. */
async function filesWith(text: string, folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const file = path.join(entry.parentPath, entry.name)
      if ((await readFile(file)).includes(text)) found.push(file)
    }
  }
  return found
}

/** What each site is made to answer, one after the other. */
const failures = {
  google: [
    { kind: 'garbled', as: 'page', status: 200 },
    { kind: 'garbled', as: 'json', status: 500 },
  ],
  trip: [
    { kind: 'garbled', as: 'json', status: 200 },
    { kind: 'garbled', as: 'page', status: 403 },
  ],
} as const

it('leaves no trace of what may only be shown: not in the database, its files, a log or an error', async () => {
  await using sites = await openSites()
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    database: 'embedded',
    environment: { GOOGLE_PLACES_KEY: keys.google, TRIPADVISOR_KEY: keys.trip, DEBUG: '*' },
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: {
        shop: { connector: 'csv', settings: { folder: 'exports' } },
        ...sites.connections,
      },
    }),
  })
  await mkdir(path.join(installation.folder, 'exports'))
  await writeFile(
    path.join(installation.folder, 'exports', 'contacts.csv'),
    `id,name,email\n1,${control},p1@shop.example\n`,
  )
  const store = await installation.openStore()
  const { live } = sites
  try {
    const [maps, travellers, json] = await Promise.all([
      installation.run('reviews', '--live', live.google),
      installation.run('reviews', '--live', live.trip),
      installation.run('reviews', '--live', live.trip, '--json'),
    ])
    expect(maps.code, maps.stderr).toBe(0)
    expect(maps.stdout).toContain(`${canary} text`)
    expect(maps.stdout).toContain(`${canary} author on Google Maps`)
    expect(maps.stdout).not.toContain('translation')
    expect(travellers.code, travellers.stderr).toBe(0)
    expect(travellers.stdout).toContain(`${canary} title`)
    expect(travellers.stdout).toContain(`reply by ${canary} owner, 2026-01-02:`)
    expect(json.json<{ reviews: unknown[] }>().reviews).toMatchObject([
      {
        author: `${canary} user`,
        text: `${canary} words\n\u001b[31mred`,
        attribution: `${canary} user on Tripadvisor`,
      },
    ])
    expect(travellers.stdout + json.stdout).not.toContain('\u001b')

    const failed = await Promise.all(
      (['google', 'trip'] as const).map(async (site) => {
        const { control: tester } = sites[site]
        const ended: Finished[] = []
        for (const fault of failures[site]) {
          tester.fail({ path: '*', times: 'always', fault })
          ended.push(await installation.run('reviews', '--live', live[site], '--verbose', '--json'))
          tester.clearFaults()
        }
        return ended
      }),
    )
    expect(failed.map((ended) => ended.map(({ code }) => code))).toEqual([
      [6, 6],
      [1, 4],
    ])

    const check = await installation.run('check', '--json')
    expect(check.code, check.stdout).toBe(0)
    const sync = await installation.run('sync', '--json', '--verbose')
    expect(sync.code, sync.stderr).toBe(0)
    expect(sync.json<RunResult>().state).toBe('succeeded')

    await sql`checkpoint`.execute(store.db)
    const dump = await dumpOf(store)
    const cluster = path.dirname(await dataDirectory(store))
    const folders = [installation.folder, cluster]
    const printed = [
      ...[maps, travellers, json].map(({ stderr }) => stderr),
      ...[...failed.flat(), check, sync].flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ]
    expect(dump).toContain(control)
    expect(await filesWith(control, [cluster])).not.toEqual([])
    for (const secret of [canary, ...Object.values(keys)]) {
      expect(dump).not.toContain(secret)
      expect(printed.join('\n')).not.toContain(secret)
      expect(await filesWith(secret, folders)).toEqual([])
    }
  } finally {
    await store.close()
  }
})
