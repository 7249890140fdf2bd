import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  ConnectorError,
  type Credentials,
  defineConnector,
  noSelection,
  secretReference,
  type TokenGrant,
} from '@rapport/connector'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openConnection } from '../connection.ts'
import { openTestWorkspace } from '../testing/workspace.ts'
import type { Workspace } from '../workspace.ts'
import { keyFileOf } from './sealing-key.ts'
import { signIn } from './sign-in.ts'

const opened = await openTestWorkspace()
const folder = await mkdtemp(path.join(tmpdir(), 'rapport-sign-in-'))
afterAll(async () => {
  await opened[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** A vendor whose refresh tokens can be spent once. */
class Vendor {
  good = 'refresh-token-0'
  exchanges = 0

  async exchange(refreshToken: string): Promise<TokenGrant> {
    this.exchanges += 1
    // Two that came at once would both find the token good.
    const isGood = refreshToken === this.good
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (!isGood) throw new ConnectorError('auth', 'refused: connect again')
    this.good = `refresh-token-${this.exchanges}`
    return {
      accessToken: `access-token-${this.exchanges}`,
      expiresInMs: 600_000,
      refreshToken: this.good,
    }
  }
}

let vendor = new Vendor()
beforeEach(async () => {
  vendor = new Vendor()
  await rm(keyFileOf(folder), { force: true })
  await opened.workspace.store.db.deleteFrom('kept_token').execute()
})

const connector = defineConnector<unknown>({
  id: 'test',
  title: 'A vendor with rotating tokens',
  settings: z.strictObject({}),
  authentication: [
    {
      type: 'refreshToken',
      schema: z.strictObject({ refreshToken: secretReference }),
      secrets: ['refreshToken'],
      rotates: 'refreshToken',
      exchange: (_settings, { refreshToken = '' }) => vendor.exchange(refreshToken),
    },
    {
      type: 'keyAndRefreshToken',
      schema: z.strictObject({ apiKey: secretReference, refreshToken: secretReference }),
      secrets: ['apiKey', 'refreshToken'],
      rotates: 'refreshToken',
      key: 'apiKey',
      exchange: (_settings, { refreshToken = '' }) => vendor.exchange(refreshToken),
    },
    {
      type: 'signed',
      schema: z.strictObject({ user: z.string(), privateKey: secretReference }),
      secrets: ['privateKey'],
      exchange: async (_settings, { user, privateKey }) => ({
        accessToken: `token of ${user} by ${privateKey}`,
        expiresInMs: 600_000,
      }),
    },
  ],
  retention: 'full',
  baseUrl: () => null,
  budgets: [{ name: 'daily', requests: 1000, perMs: 1000 }],
  streams: [],
  targets: [],
  async *check() {
    yield { name: 'reachable', ok: true, detail: JSON.stringify(noSelection) }
  },
})

/** Another process on the same workspace: it shares the database and the folder, nothing in memory. */
function processOf(
  environment: NodeJS.ProcessEnv = {},
  auth: Readonly<Record<string, string>> = { refreshToken: 'env:REFRESH' },
): Workspace {
  return {
    ...opened.configured(
      { connections: { crm: { connector: 'test', auth } } },
      { REFRESH: 'refresh-token-0', ...environment },
    ),
    connectors: new Map([[connector.id, connector]]),
    folder,
  }
}

async function credentialsOf(workspace: Workspace): Promise<Credentials> {
  const connection = workspace.config.connections.crm
  if (connection === undefined) throw new Error('there is no connection crm')
  return (await signIn({ workspace, name: 'crm', connector, connection, settings: {} })).credentials
}

async function tokenOf(workspace: Workspace): Promise<string> {
  return (await credentialsOf(workspace)).token()
}

test('what the admin gives is exchanged, each reference replaced by its secret', async () => {
  const workspace = opened.configured(
    { connections: { crm: { connector: 'test', auth: { user: 'ann', privateKey: 'env:KEY' } } } },
    { KEY: '-----BEGIN KEY-----\nbG9uZyBsaW5lIG9mIGEga2V5\n-----END KEY-----' },
  )
  expect(await tokenOf(workspace)).toMatch(/^token of ann by -----BEGIN KEY/)
  // The token, the key, and each line of the key by itself.
  expect(workspace.redactor.redact('a bG9uZyBsaW5lIG9mIGEga2V5 b')).toBe('a [redacted] b')
})

test('a refresh token that was replaced is used by the next process, and stands nowhere in clear', async () => {
  const first = processOf()
  expect(await tokenOf(first)).toBe('access-token-1')
  expect(await tokenOf(processOf())).toBe('access-token-2')
  const { rows } = await sql<{ row: string }>`select t::text as row from kept_token as t`.execute(
    first.store.db,
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.row).not.toContain('refresh-token')
  expect(first.redactor.redact(`${vendor.good} refresh-token-1 access-token-1`)).toBe(
    'refresh-token-2 [redacted] [redacted]',
  )
})

test('of the tokens of a process that goes on for months the last two are remembered, to keep them out of texts', async () => {
  const workspace = processOf()
  const credentials = await credentialsOf(workspace)
  const tokens = [await credentials.token()]
  for (let renewal = 1; renewal <= 3; renewal += 1)
    tokens.push(await credentials.refresh(tokens.at(-1) ?? ''))
  expect(workspace.redactor.redact(tokens.join(' '))).toBe(`${tokens[0]} ${tokens[1]} [redacted] [redacted]`)
  // Those that were granted or spent in the last two renewals; the one of the set-up stays.
  const spent = Array.from({ length: 5 }, (_, number) => `refresh-token-${number}`)
  expect(workspace.redactor.redact(spent.join(' '))).toBe(
    '[redacted] refresh-token-1 [redacted] [redacted] [redacted]',
  )
})

test('processes that sign in at once spend one token after the other', async () => {
  const tokens = await Promise.all([1, 2, 3].map(() => tokenOf(processOf())))
  expect(tokens.toSorted()).toEqual(['access-token-1', 'access-token-2', 'access-token-3'])
})

test('the steps of a run share one token', async () => {
  const workspace = processOf()
  const { signal } = new AbortController()
  const steps = await Promise.all([1, 2, 3].map(() => openConnection(workspace, 'crm', { signal })))
  const tokens = await Promise.all(
    steps.map(({ ctx }) =>
      ctx.call({ budget: 'daily', effect: 'read', operation: 'ask' }, async ({ token }) => token),
    ),
  )
  expect(tokens).toEqual(['access-token-1', 'access-token-1', 'access-token-1'])
  expect(vendor.exchanges).toBe(1)
})

test('calls are counted by what the vendor counts them by, where the connector names that', async () => {
  const accountOf = async (one: typeof connector, REFRESH: string) => {
    const workspace = processOf({ REFRESH })
    const connection = workspace.config.connections.crm
    if (connection === undefined) throw new Error('there is no connection crm')
    return (await signIn({ workspace, name: 'crm', connector: one, connection, settings: {} })).account
  }
  const byOrg = { ...connector, accountOf: () => 'acme.example' }
  expect(await accountOf(byOrg, 'one')).toBe(await accountOf(byOrg, 'other'))
  expect(await accountOf(connector, 'one')).not.toBe(await accountOf(connector, 'other'))
})

test('a sign-in that the vendor refuses keeps what was kept', async () => {
  await tokenOf(processOf())
  const { good } = vendor
  vendor.good = 'another'
  await expect(tokenOf(processOf())).rejects.toThrow('connect again')
  vendor.good = good
  expect(await tokenOf(processOf())).toMatch(/^access-token/)
})

test('a new refresh token of the set-up takes the place of the kept one', async () => {
  await tokenOf(processOf())
  vendor.good = 'a-new-one'
  expect(await tokenOf(processOf({ REFRESH: 'a-new-one' }))).toBe('access-token-2')
})

test('where the key is gone, one is asked to sign in again, and no other key is made', async () => {
  await tokenOf(processOf())
  await rm(keyFileOf(folder))
  for (const attempt of [1, 2]) {
    await expect(tokenOf(processOf()), `attempt ${attempt}`).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(
        /^crm: .*secret\.key is gone: put that key back, or sign in again .*connections\.crm\.auth\.refreshToken$/,
      ),
    })
  }
  expect(vendor.exchanges).toBe(1)
  const other = processOf({ RAPPORT_SECRET_KEY: 'f'.repeat(64) })
  await expect(tokenOf(other)).rejects.toThrow('RAPPORT_SECRET_KEY is not the one that it was kept with')
})

test('a token is kept although the session that waited for it was ended', async () => {
  const { db } = opened.workspace.store
  const exchange = vendor.exchange.bind(vendor)
  vendor.exchange = async (refreshToken) => {
    const grant = await exchange(refreshToken)
    await sql`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'relation' and relation = 'kept_token'::regclass and pid <> pg_backend_pid()
    `.execute(db)
    return grant
  }
  expect(await tokenOf(processOf())).toBe('access-token-1')
  vendor.exchange = exchange
  expect(await tokenOf(processOf())).toBe('access-token-2')
})

test('a token that could not be kept ends the sign-in with where to go on', async () => {
  const nowhere = { ...processOf(), folder: '/dev/null' }
  await expect(tokenOf(nowhere)).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/could not be kept: .*RAPPORT_SECRET_KEY.*sign in again/s),
  })
})

test('a key beside the sign-in of a person is had without asking for the person', async () => {
  const auth = { apiKey: 'env:KEY', refreshToken: 'env:REFRESH' }
  const workspace = processOf({ KEY: 'the-api-key' }, auth)
  const connection = workspace.config.connections.crm
  if (connection === undefined) throw new Error('there is no connection crm')
  const { credentials } = await signIn({ workspace, name: 'crm', connector, connection, settings: {} })
  expect(await credentials.key?.token()).toBe('the-api-key')
  expect(vendor.exchanges).toBe(0)
  expect(workspace.redactor.redact('the-api-key')).toBe('[redacted]')
  await expect(credentials.key?.refresh('the-api-key')).rejects.toThrow(
    'connections.crm.auth.apiKey was refused',
  )
  expect(await credentials.token()).toBe('access-token-1')
})
