import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfiguration, parseConfiguration } from '@rapport/config'
import { csv } from '@rapport/csv'
import { hubspot } from '@rapport/hubspot'
import { writeFields } from '@rapport/writeback'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPortal, type Portal } from '../../../../test/support/portal.ts'
import { type SignedIn, startTestServer, type TestServer } from '../testing/test-server.ts'

const context = { connectors: [hubspot, csv], writableFields: writeFields }

let folder: string
let file: string
let portal: Portal
let server: TestServer
let admin: SignedIn
let analyst: SignedIn

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-setup-'))
  file = path.join(folder, 'rapport.yaml')
  await writeFile(file, '# Ours.\ntimezone: UTC\nallowPrivateAddresses: [127.0.0.1]\n')
  portal = await openPortal()
  server = await startTestServer({
    folder,
    statementTimeoutMs: 3_000,
    load: () => loadConfiguration(file, context),
    configuration: { file, parse: (text) => parseConfiguration(text, 'rapport.yaml', context) },
  })
  const { connectors, environment } = server.workspace
  Object.assign(environment, {
    RAPPORT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    DATABASE_URL: 'postgres://nobody',
  })
  for (const connector of [hubspot, csv]) (connectors as Map<string, unknown>).set(connector.id, connector)
  admin = await server.signIn('admin')
  analyst = await server.signIn('analyst')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await portal[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
const bodyOf = (answer: Response): Promise<any> => answer.json()
const read = async (address: string, as = admin) => bodyOf(await as.ask(address))
const version = async (): Promise<string> => (await read('/api/setup/connectors')).version
const post = (address: string, body: unknown, as = admin) => as.ask(address, { method: 'POST', body })
const draft = (changes: object = {}) => ({
  name: 'crm',
  connector: 'hubspot',
  auth: { accessToken: { secret: portal.token } },
  settings: { baseUrl: portal.server.baseUrl },
  ...changes,
})

test('the systems are offered with what their own schemas ask for', async () => {
  const { items } = await read('/api/setup/connectors')
  expect(items).toMatchObject([
    { id: 'hubspot', title: 'HubSpot', writes: ['company', 'contact', 'ticket'], answersReviews: false },
    { id: 'csv', writes: [] },
  ])
  const [{ signIns, settings }] = items
  expect(signIns[0]).toMatchObject({
    type: 'accessToken',
    keys: [{ name: 'accessToken', secret: true, required: true }],
  })
  expect(settings).toContainEqual(
    expect.objectContaining({ name: 'baseUrl', input: 'text', default: '"https://api.hubapi.com"' }),
  )
  expect(items[1].settings).toContainEqual(
    expect.objectContaining({ name: 'delimiter', input: 'choice', choices: [',', ';', '\t', '|'] }),
  )
})

test('a draft is checked line by line, and written nowhere', async () => {
  const before = await readFile(file, 'utf8')
  const answer = await post('/api/setup/check', draft())
  const text = await answer.text()
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ name, ok }) => [name, ok])).toEqual(
    expect.arrayContaining([
      ['reachable', true],
      ['authorised', true],
    ]),
  )
  expect(text).not.toContain(portal.token)
  expect(await readFile(file, 'utf8')).toBe(before)
  expect((await read('/api/setup/connectors')).secrets).toEqual([])
})

test('what is tried as a secret goes missing in what is said of this draft alone', async () => {
  const tried = await post('/api/setup/check', draft({ auth: { accessToken: { secret: 'answers' } } }))
  expect(await tried.text()).toContain('[redacted]')
  const unsaved = draft({ auth: { accessToken: { secret: 'answers' } }, version: 'of before' })
  expect((await post('/api/setup/connections', unsaved)).status).toBe(409)
  const others = await (await post('/api/setup/check', draft(), await server.signIn('owner'))).text()
  expect(others).toContain('answers')
  expect(others).not.toContain('[redacted]')
  expect(server.workspace.redactor.redact('it answers')).toBe('it answers')
})

test.each([
  'http://127.0.0.2',
  'http://2130706434/',
  'http://0x7f000002',
  'http://[::1]',
  'http://[::ffff:127.0.0.2]',
  'http://169.254.169.254',
  'http://10.0.0.8:8080',
  'http://localhost:1',
])('a connection to %s is refused: the server may reach what a person may not', async (baseUrl) => {
  for (const [address, body] of [
    ['/api/setup/check', draft({ settings: { baseUrl } })],
    ['/api/setup/connections', draft({ settings: { baseUrl }, version: await version() })],
  ] as const) {
    const answer = await post(address, body)
    expect(answer.status).toBe(422)
    expect((await bodyOf(answer)).detail).toContain('allowPrivateAddresses')
  }
})

test.each([
  ['env:DATABASE_URL', "the server's own"],
  ['env:RAPPORT_SECRET_KEY', "the server's own"],
  ['file:/etc/passwd', 'folder of rapport.yaml'],
  ['file:../secret', 'folder of rapport.yaml'],
  ['file:.rapport/secret.key', "the server's own"],
  ['file:rapport.yaml', "the server's own"],
  ['in clear', 'must be a reference'],
])('the secret %s cannot be named on the page', async (reference, why) => {
  const answer = await post('/api/setup/check', draft({ auth: { accessToken: { reference } } }))
  expect(answer.status).toBe(422)
  expect((await bodyOf(answer)).detail).toContain(why)
})

test('the file of the set-up cannot be named as a secret, whatever it is called', async () => {
  const other = path.join(folder, 'page.yaml')
  await writeFile(other, 'timezone: UTC\nallowPrivateAddresses: [127.0.0.1]\n')
  await using apart = await startTestServer({
    ...{ folder, connectors: [hubspot] },
    load: () => loadConfiguration(other, context),
    configuration: { file: other, parse: (text) => parseConfiguration(text, 'page.yaml', context) },
  })
  const reference = 'file:./page.yaml'
  const asked = draft({ auth: { accessToken: { reference } } })
  const answer = await post('/api/setup/check', asked, await apart.signIn('owner'))
  expect(answer.status).toBe(422)
  expect((await bodyOf(answer)).detail).toContain("the server's own")
})

test.each([': #', 'a b', 'a/b', '__proto__', '- x', ''])('no connection is called %j', async (name) => {
  const answer = await post('/api/setup/connections', { ...draft({ version: await version() }), name })
  expect(answer.status).toBe(422)
})

test('settings that do not fit are told by the field, and nothing is stored', async () => {
  const settings = { baseUrl: portal.server.baseUrl, propertyPrefix: ': #' }
  const answer = await post('/api/setup/connections', draft({ settings, version: await version() }))
  expect(answer.status).toBe(422)
  expect((await bodyOf(answer)).errors[0].path).toBe('connections.crm.settings.propertyPrefix')
  expect((await read('/api/setup/connectors')).secrets).toEqual([])
})

test('who may not set up connections neither sees what is asked for nor makes one', async () => {
  expect((await analyst.ask('/api/setup/connectors')).status).toBe(403)
  expect((await post('/api/setup/check', draft(), analyst)).status).toBe(403)
})

test('a connection is written with a reference; the pasted secret is nowhere in clear, and works', async () => {
  const seen = await version()
  const answer = await post('/api/setup/connections', draft({ version: seen }))
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 201,
    body: { name: 'crm', stored: ['crm.accessToken'] },
  })
  const text = await readFile(file, 'utf8')
  expect(text).toContain('accessToken: stored:crm.accessToken')
  expect(text).toMatch(/^# Ours\.\n/)
  const checked = await (await post('/api/connections/crm/check', undefined)).text()
  expect(checked).toContain('"authorised","ok":true')
  // Two people at once: the second is told, and what was pasted is not kept.
  const second = await post('/api/setup/connections', draft({ name: 'other', version: seen }))
  expect([second.status, (await bodyOf(second)).type]).toEqual([409, '/problems/changed-meanwhile'])
  const taken = await post('/api/setup/connections', draft({ version: await version() }))
  expect((await bodyOf(taken)).type).toBe('/problems/taken')
  expect((await read('/api/setup/connectors')).secrets).toMatchObject([{ name: 'crm.accessToken' }])
  const told = JSON.stringify([
    ...[await read('/api/setup/connectors'), await read('/api/audit'), await read('/api/settings/history')],
    ...[await read('/api/connections'), await read('/api/openapi.json'), text, checked, server.lines],
    (await sql`select * from rapport.secret`.execute(server.workspace.store.db)).rows,
    (await sql`select * from configuration_version`.execute(server.workspace.store.db)).rows,
    (await sql`select * from audit`.execute(server.workspace.store.db)).rows,
  ])
  expect(told).not.toContain(portal.token)
})

test('set up anew, it has the new secret, and the old one is removed', async () => {
  const answer = await post(
    '/api/setup/connections',
    draft({
      replace: true,
      auth: { accessToken: { secret: 'canary-91c2-replaced' } },
      version: await version(),
    }),
  )
  expect(await bodyOf(answer)).toMatchObject({ stored: ['crm.accessToken-2'] })
  expect((await read('/api/setup/connectors')).secrets).toMatchObject([{ name: 'crm.accessToken-2' }])
  const checked = await (await post('/api/connections/crm/check', undefined)).text()
  expect(checked).toContain('"ok":false')
  expect(checked + JSON.stringify(server.lines)).not.toContain('canary-91c2')
})

test('a replaced secret that cannot be removed just now takes the new one along neither', async () => {
  const { db, workspace } = server.workspace.store
  const [replaced] = (await read('/api/setup/connectors')).secrets
  const answer = await db.transaction().execute(async (transaction) => {
    await sql`
      select from rapport.secret where workspace = ${workspace} and name = ${replaced.name} for update
    `.execute(transaction)
    return post(
      '/api/setup/connections',
      draft({ replace: true, auth: { accessToken: { secret: 'canary-91c3' } }, version: await version() }),
    )
  })
  const { stored } = await bodyOf(answer)
  expect(answer.status).toBe(201)
  expect(await readFile(file, 'utf8')).toContain(`accessToken: stored:${stored[0]}`)
  const names = (await read('/api/setup/connectors')).secrets.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining([replaced.name, stored[0]]))
  expect(server.lines.join('')).toContain('was not all removed')
})

test('a field is mapped with sample values beside it; the mapping that changes nothing reads nothing again', async () => {
  await sql`
    insert into deal (connection, id, data, raw, hash, revision, state) values
      ('crm', '1', '{"kind":"won","amount":"12.50","name":"Olga"}', '{"amount_net":"10.20","empty":null}', 'x', 1, 'open')
  `.execute(server.workspace.store.db)
  const samples = await read('/api/connections/crm/mapping/deal/samples')
  expect(samples).toMatchObject({ records: 1, hidden: false })
  expect(samples.unmapped).toContainEqual({ name: 'amount_net', values: ['10.20'] })
  const hidden = await read('/api/connections/crm/mapping/deal/samples', analyst)
  expect(hidden.model).toContainEqual({ name: 'name', values: ['Xxxx'] })
  expect(JSON.stringify(hidden)).not.toContain('Olga')

  const put = async (body: object) => {
    const answer = await admin.ask('/api/connections/crm/mapping/deal', {
      method: 'PUT',
      body: { fields: {}, extra: [], associationLabel: null, version: await version(), ...body },
    })
    return { status: answer.status, body: await bodyOf(answer) }
  }
  expect(await put({ fields: { amount: 'amount_net' }, extra: ['region: #1'] })).toMatchObject({
    status: 200,
    body: { readsAgain: 'stream' },
  })
  expect(await put({ fields: { amount: 'amount_net' }, extra: ['region: #1'] })).toMatchObject({
    body: { readsAgain: 'nothing' },
  })
  const { streams } = await read('/api/connections/crm/mapping')
  const deal = streams.find(({ entity }: { entity: string }) => entity === 'deal')
  expect(deal.extra).toEqual(['region: #1'])
  expect(deal.fields).toContainEqual({
    field: 'amount',
    source: 'amount_net',
    default: 'amount',
    mapped: true,
  })
  const wrong = await put({ fields: { amuont: 'x' } })
  expect(wrong.body.errors[0]).toMatchObject({
    path: 'connections.crm.mapping.deal.fields.amuont',
    message: expect.stringContaining('amount'),
  })
  expect((await put({ version: 'of before' })).status).toBe(409)
  expect((await admin.ask('/api/connections/none/mapping')).status).toBe(404)
  expect((await admin.ask('/api/connections/crm/mapping/invoice/samples')).status).toBe(404)
})

test('an address that became private in the file is refused when it is called', async () => {
  const before = await readFile(file, 'utf8')
  await writeFile(file, before.replace(/allowPrivateAddresses: .*/, 'allowPrivateAddresses: []'))
  const lines = await (await post('/api/connections/crm/check', undefined)).text()
  expect(JSON.parse(lines)).toMatchObject({
    ...{ name: 'check', ok: false, detail: expect.stringContaining('allowPrivateAddresses: [127.0.0.1]') },
  })
  await writeFile(file, before)
})

test("what a ticket's status means is set where the connector can be told", async () => {
  const { categories } = await read('/api/connections/crm/mapping')
  expect(categories).toMatchObject({ setting: 'stageCategories', values: {} })
  const answer = await admin.ask('/api/connections/crm/categories', {
    method: 'PUT',
    body: { values: { '2': 'pending_customer' }, version: await version() },
  })
  expect(await bodyOf(answer)).toMatchObject({ readsAgain: 'stream' })
  expect((await read('/api/connections/crm/mapping')).categories.values).toEqual({ '2': 'pending_customer' })
})

test('who does not own the workspace has no kept secret sent to another address; it may be kept for its own', async () => {
  const [reference] = (await readFile(file, 'utf8')).match(/stored:\S+/) ?? []
  const named = draft({ auth: { accessToken: { reference } }, replace: true })
  const elsewhere = { ...named, settings: { baseUrl: 'http://127.0.0.1:9' } }
  const other = { ...named, name: 'mine' }
  for (const refused of [elsewhere, other, { ...other, auth: { accessToken: { reference: 'env:SMTP' } } }]) {
    const answer = await post('/api/setup/check', refused)
    expect(answer.status).toBe(422)
    expect((await bodyOf(answer)).detail).toContain('only an owner')
  }
  const kept = await post('/api/setup/check', named)
  expect([kept.status, await kept.text()]).toEqual([200, expect.stringContaining('"reachable","ok":true')])
  const owner = await server.signIn('owner')
  const byOwner = await post('/api/setup/check', other, owner)
  expect(byOwner.status).toBe(200)
  await byOwner.text()
  const [tried] = (await read('/api/audit')).items
  expect(tried).toMatchObject({ action: 'connection.try', detail: { references: [reference] } })
})

test.each([
  ['/etc/passwd', 'not in the folder'],
  ['../secrets.csv', 'not in the folder'],
  ['.rapport/secret.key', "the server's own"],
  ['link.csv', 'not in the folder'],
])('the file %s is not read for the page', async (contacts, why) => {
  await symlink('/etc/passwd', path.join(folder, 'link.csv')).catch(() => {})
  const answer = await post('/api/setup/check', {
    ...{ name: 'files', connector: 'csv', auth: {}, settings: { files: { contacts } } },
  })
  expect(answer.status).toBe(422)
  expect((await bodyOf(answer)).detail).toContain(why)
})
