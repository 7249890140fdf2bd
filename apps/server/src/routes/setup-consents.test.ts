import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfiguration, parseConfiguration } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import { googleBusiness } from '@rapport/google-business'
import { hubspot } from '@rapport/hubspot'
import { storeSecret } from '@rapport/run'
import { salesforce } from '@rapport/salesforce'
import {
  type GoogleBusinessServer,
  type HubspotServer,
  type SalesforceServer,
  startGoogleBusiness,
  startHubspot,
  startSalesforce,
} from '@rapport/sandbox'
import { writeFields } from '@rapport/writeback'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sweepConsents } from '../setup/consents/sweep-consents.ts'
import { startServer } from '../start-server.ts'
import { type SignedIn, startTestServer, type TestServer } from '../testing/test-server.ts'

const connectors: readonly AnyConnector[] = [hubspot, googleBusiness, salesforce]
const context = { connectors, writableFields: writeFields }
const app = { clientId: 'app-of-the-test', clientSecret: 'canary-7c1e-client-secret' }
const refreshToken = 'canary-7c1e-refresh-token'

let folder: string
let file: string
let server: TestServer
let admin: SignedIn
let portal: HubspotServer
let google: GoogleBusinessServer
let org: SalesforceServer
const environment = { RAPPORT_SECRET_KEY: Buffer.alloc(32, 9).toString('base64') }
/** What the clock of the server is ahead. */
let ahead = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-consents-'))
  file = path.join(folder, 'rapport.yaml')
  await writeFile(file, 'timezone: UTC\nallowPrivateAddresses: [127.0.0.1]\n')
  server = await startTestServer({
    ...{ folder, connectors, now: () => new Date(Date.now() + ahead) },
    load: () => loadConfiguration(file, context),
    configuration: { file, parse: (text) => parseConfiguration(text, 'rapport.yaml', context) },
    environment,
  })
  portal = await startHubspot({ limits: 'off', oauthApps: [{ ...app, refreshToken }] })
  google = await startGoogleBusiness({ seed: 'reviews-small' })
  org = await startSalesforce({ app: { callbackUrls: [callback()] } })
  admin = await server.signIn('admin')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await Promise.all([portal.close(), google.close(), org.close()])
  await rm(folder, { recursive: true, force: true })
})

const callback = (): string => `${server.running.url}/api/setup/consent-answer`
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
const bodyOf = (answer: Response): Promise<any> => answer.json()
const post = (address: string, body: unknown, as = admin) => as.ask(address, { method: 'POST', body })
const version = async (): Promise<string> => (await bodyOf(await admin.ask('/api/setup/connectors'))).version

const ofHubspot = () => ({
  name: 'crm',
  connector: 'hubspot',
  auth: { clientId: { value: app.clientId }, clientSecret: { secret: app.clientSecret } },
  settings: { baseUrl: portal.baseUrl, appUrl: portal.baseUrl },
})
const ofGoogle = () => ({
  name: 'places',
  connector: 'google-business',
  auth: { clientId: { value: google.clientId }, clientSecret: { secret: google.clientSecret } },
  settings: { baseUrl: google.baseUrl, tokenUrl: google.tokenUrl, authorizeUrl: google.authorizeUrl },
})
const ofSalesforce = () => ({
  name: 'org',
  connector: 'salesforce',
  auth: { clientId: { value: org.consumerKey }, clientSecret: { secret: org.clientSecret } },
  settings: { instanceUrl: org.instanceUrl, loginUrl: org.loginUrl },
})

async function begin(draft: object, signIn = 'authorizationCode', as = admin) {
  const answer = await post('/api/setup/consents', { ...draft, signIn }, as)
  expect(answer.status, await answer.clone().text()).toBe(201)
  return bodyOf(answer)
}

/** The person signs in at the vendor, whose page sends the browser back to this address. */
async function allow(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' })
  return answer.headers.get('location') ?? ''
}

/** The browser is sent back: where the page goes on. */
async function comeBack(address: string, as: SignedIn | null = admin): Promise<string | number> {
  const answer = await fetch(address, {
    redirect: 'manual',
    headers: as === null ? {} : { cookie: as.cookie },
  })
  return answer.headers.get('location') ?? answer.status
}

const outcome = (name: string): string => `/syncs/connect/signed-in?outcome=${name}`
const stateOf = async (id: string, as = admin) => bodyOf(await as.ask(`/api/setup/consents/${id}`))

test.each([
  ['HubSpot', ofHubspot, 'authorizationCode', false],
  ['Google Business Profile', ofGoogle, 'authorizationCode', true],
  ['Salesforce', ofSalesforce, 'webServer', true],
] as const)(
  'a sign-in to %s gives a secret that is stored, and the connection works',
  async (_, draftOf, signIn, hasProof) => {
    const draft = draftOf()
    const { id, address, redirectUri } = await begin(draft, signIn)
    expect(redirectUri).toBe(callback())
    expect(new URL(address).searchParams.has('code_challenge')).toBe(hasProof)
    expect(await stateOf(id)).toEqual({ state: 'waiting', problem: null })
    const back = await allow(address)
    expect(await comeBack(back)).toBe(outcome('given'))
    expect(await stateOf(id)).toEqual({ state: 'given', problem: null })

    const whole = { ...draft, auth: { ...draft.auth, refreshToken: { consent: id } } }
    const checked = await (await post('/api/setup/check', whole)).text()
    expect(checked).toContain('"authorised","ok":true')
    const saved = await post('/api/setup/connections', { ...whole, version: await version() })
    expect(saved.status, await saved.clone().text()).toBe(201)
    expect((await bodyOf(saved)).stored).toContain(`${draft.name}.refreshToken`)
    expect(await readFile(file, 'utf8')).toContain(`refreshToken: stored:${draft.name}.refreshToken`)
    const again = await (await post(`/api/connections/${draft.name}/check`, undefined)).text()
    expect(again).toContain('"authorised","ok":true')
    // It is good for one connection.
    expect((await admin.ask(`/api/setup/consents/${id}`)).status).toBe(404)
  },
)

test('neither the code nor any secret is in an answer, the audit, the log or the database in clear', async () => {
  const { id, address } = await begin({ ...ofHubspot(), name: 'secret' })
  const back = await allow(address)
  await comeBack(back)
  const told = JSON.stringify([
    ...[await stateOf(id), server.lines, await readFile(file, 'utf8')],
    await bodyOf(await admin.ask('/api/audit')),
    await bodyOf(await admin.ask('/api/setup/connectors')),
    (await sql`select * from rapport.consent`.execute(server.workspace.store.db)).rows,
  ])
  expect(told).toContain(id)
  for (const secret of [new URL(back).searchParams.get('code') ?? '', app.clientSecret, refreshToken])
    expect(told).not.toContain(secret)
  expect(told).not.toContain(new URL(address).searchParams.get('state') ?? '')
})

test('an answer is taken once, and by the session that began alone', async () => {
  const { id, address } = await begin({ ...ofHubspot(), name: 'once' })
  const back = await allow(address)
  const other = await server.signIn('admin')
  const analyst = await server.signIn('analyst')
  expect(await comeBack(back, null)).toBe(401)
  expect(await comeBack(back, analyst)).toBe(403)
  expect(await comeBack(back, other)).toBe(outcome('foreign'))
  const again = await server.ask('/api/auth/sign-in/email', {
    method: 'POST',
    body: { email: admin.email, password: admin.password },
  })
  const cookie = again.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  expect(await comeBack(back, { ...admin, cookie })).toBe(outcome('foreign'))
  expect(await comeBack(back)).toBe(outcome('given'))
  expect(await comeBack(back)).toBe(outcome('foreign'))
  expect((await other.ask(`/api/setup/consents/${id}`)).status).toBe(404)
  const draft = { ...ofHubspot(), name: 'once' }
  const stolen = { ...draft, auth: { ...draft.auth, refreshToken: { consent: id } } }
  const refused = await post('/api/setup/check', stolen, other)
  expect([refused.status, (await bodyOf(refused)).errors[0].path]).toEqual([422, 'auth.refreshToken'])
})

test('another state, or one whose time is over, is taken for nothing', async () => {
  const { address } = await begin({ ...ofHubspot(), name: 'late' })
  const back = new URL(await allow(address))
  const foreign = new URL(back)
  foreign.searchParams.set('state', 'made-up')
  expect(await comeBack(foreign.href)).toBe(outcome('foreign'))
  ahead = 16 * 60_000
  expect(await comeBack(back.href)).toBe(outcome('foreign'))
  ahead = 0
})

/** How many sign-ins are kept. */
async function kept(): Promise<number> {
  const { store } = server.workspace
  const { rows } = await sql`select from rapport.consent where workspace = ${store.workspace}`.execute(
    store.db,
  )
  return rows.length
}

test('sign-ins whose time is over are forgotten without another one that begins', async () => {
  await begin({ ...ofHubspot(), name: 'left' })
  const closing = new AbortController()
  sweepConsents({ ...server.running.server, closing: closing.signal }, 5)
  expect(await kept()).toBeGreaterThan(0)
  ahead = 61 * 60_000
  await vi.waitFor(async () => expect(await kept()).toBe(0))
  ahead = 0
  closing.abort()
})

test('a server that starts forgets those that became over while none ran', async () => {
  await begin({ ...ofHubspot(), name: 'left' })
  const later = await startServer({
    ...{ workspace: server.workspace, log: server.running.server.log, secret: 's'.repeat(44) },
    now: () => new Date(Date.now() + 16 * 60_000),
  })
  await vi.waitFor(async () => expect(await kept()).toBe(0))
  await later.stop(0)
})

test('what is tried in a sign-in goes missing in what is said of it alone', async () => {
  const draft = { ...ofHubspot(), name: 'word' }
  const { address } = await begin({ ...draft, auth: { ...draft.auth, clientSecret: { secret: 'tickets' } } })
  const state = new URL(address).searchParams.get('state') ?? ''
  expect(await comeBack(`${callback()}?${new URLSearchParams({ state, code: 'customers' })}`)).toBe(
    outcome('refused'),
  )
  const text = 'tickets of customers'
  expect(server.workspace.redactor.redact(text)).toBe(text)
})

test('what the vendor refuses is told in its words', async () => {
  const denied = await begin({ ...ofHubspot(), name: 'denied' })
  const state = new URL(denied.address).searchParams.get('state') ?? ''
  const query = new URLSearchParams({
    state,
    error: 'access_denied',
    error_description: 'No\u001b[31m, thanks',
  })
  expect(await comeBack(`${callback()}?${query}`)).toBe(outcome('refused'))
  expect(await stateOf(denied.id)).toEqual({ state: 'refused', problem: 'No, thanks [access_denied]' })

  const wrong = { ...ofHubspot(), name: 'wrong' }
  const draft = { ...wrong, auth: { ...wrong.auth, clientSecret: { secret: 'canary-7c1e-wrong' } } }
  const begun = await begin(draft)
  expect(await comeBack(await allow(begun.address))).toBe(outcome('refused'))
  const { problem } = await stateOf(begun.id)
  expect(problem).toContain('BAD_CLIENT_ID')
  expect(problem + JSON.stringify(server.lines)).not.toContain('canary-7c1e')
})

test('a sign-in whose code cannot be exchanged, for want of the key that it is kept with, is refused and does not wait on', async () => {
  const { id, address } = await begin({ ...ofHubspot(), name: 'keyless' })
  const back = await allow(address)
  const key = environment.RAPPORT_SECRET_KEY
  environment.RAPPORT_SECRET_KEY = 'no key'
  try {
    expect(await comeBack(back)).toBe(outcome('refused'))
  } finally {
    environment.RAPPORT_SECRET_KEY = key
  }
  expect(await stateOf(id)).toEqual({
    state: 'refused',
    problem: expect.stringContaining('RAPPORT_SECRET_KEY'),
  })
})

test('who may not add connections begins none; nor does an address of a private network, or another origin', async () => {
  const analyst = await server.signIn('analyst')
  const asked = { ...ofHubspot(), name: 'no', signIn: 'authorizationCode' }
  expect((await post('/api/setup/consents', asked, analyst)).status).toBe(403)
  const inside = { ...asked, settings: { ...asked.settings, appUrl: 'http://169.254.169.254' } }
  const refused = await post('/api/setup/consents', inside)
  expect([refused.status, (await bodyOf(refused)).type]).toEqual([422, '/problems/private-address'])
  const reference = { ...asked, auth: { ...asked.auth, clientSecret: { reference: 'env:SMTP_PASSWORD' } } }
  expect((await bodyOf(await post('/api/setup/consents', reference))).detail).toContain('only an owner')
  const unknown = await post('/api/setup/consents', { ...asked, signIn: 'accessToken' })
  expect((await bodyOf(unknown)).detail).toContain('has no sign-in "accessToken"')
})

test('a stored secret that an owner names opens the sign-in, and rapport.yaml refers to it by its name', async () => {
  const owner = await server.signIn('owner')
  const stored = { name: 'app-secret', secret: app.clientSecret, by: 'cli:ann' }
  await storeSecret(server.workspace, stored)
  const auth = { clientId: { value: app.clientId }, clientSecret: { reference: 'stored:app-secret' } }
  const draft = { ...ofHubspot(), name: 'named', auth }
  const { id, address } = await begin(draft, 'authorizationCode', owner)
  expect(await comeBack(await allow(address), owner)).toBe(outcome('given'))
  const whole = { ...draft, auth: { ...auth, refreshToken: { consent: id } } }
  const saved = await post('/api/setup/connections', { ...whole, version: await version() }, owner)
  expect(saved.status, await saved.clone().text()).toBe(201)
  expect(await readFile(file, 'utf8')).toContain('clientSecret: stored:app-secret')
  const checked = await (await post('/api/connections/named/check', undefined)).text()
  expect(checked).toContain('"authorised","ok":true')
})

test('a secret that is named and is not there is told by its place', async () => {
  const draft = { ...ofHubspot(), name: 'none', signIn: 'authorizationCode' }
  const asked = { ...draft, auth: { ...draft.auth, clientSecret: { reference: 'env:NOPE' } } }
  const answer = await post('/api/setup/consents', asked, await server.signIn('owner'))
  expect([answer.status, await bodyOf(answer)]).toMatchObject([
    422,
    { detail: expect.stringContaining('NOPE'), errors: [{ path: 'auth.clientSecret' }] },
  ])
})

test.each([
  ['Google Business Profile', 'authorizeUrl', 'javascript:alert(1)', ofGoogle],
  ['Google Business Profile', 'tokenUrl', 'data:application/json,{}', ofGoogle],
  ['HubSpot', 'appUrl', 'javascript:alert(1)', ofHubspot],
  ['Salesforce', 'loginUrl', 'ftp://login.example.com', ofSalesforce],
] as const)('%s is not signed in to at a %s of another kind: %s', async (_, setting, address, draftOf) => {
  const draft = draftOf()
  const signIn = draft.connector === 'salesforce' ? 'webServer' : 'authorizationCode'
  const settings = { ...draft.settings, [setting]: address }
  const answer = await post('/api/setup/consents', { ...draft, name: 'odd', settings, signIn })
  expect([answer.status, (await bodyOf(answer)).errors]).toMatchObject([
    422,
    [
      {
        path: `connections.odd.settings.${setting}`,
        message: expect.stringContaining('begins with https://'),
      },
    ],
  ])
})

test('the sign-in in a browser is offered with the address that the vendor must know', async () => {
  const { items, redirectUri } = await bodyOf(await admin.ask('/api/setup/connectors'))
  expect(redirectUri).toBe(callback())
  const offered = items.flatMap(({ signIns }: { signIns: { consent: string | null; steps: string[] }[] }) =>
    signIns.filter(({ consent }) => consent !== null),
  )
  expect(offered).toHaveLength(3)
  for (const { consent, steps, keys } of offered) {
    expect(consent).toBe('refreshToken')
    expect(steps.join()).toContain(callback())
    expect(keys.map(({ name }: { name: string }) => name)).toEqual(['clientId', 'clientSecret'])
  }
})
