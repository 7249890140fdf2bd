import {
  type CheckResult,
  type FieldSelection,
  type FieldSelections,
  noSelection,
  staticToken,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { type HubspotOptions, type HubspotServer, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { checkConnection } from './check.ts'
import { type ConnectionOptions, connect } from './testing/connection.ts'
import { portal } from './testing/portal.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

type Selected = Partial<Record<EntityName, Partial<FieldSelection>>>

const writesBoth: Selected = { contact: { held: ['clv'] }, company: { held: ['clv'] } }

async function check(
  options: HubspotOptions = {},
  connection: ConnectionOptions = {},
  selected: Selected = writesBoth,
) {
  sandbox = await startSandbox({ hubspot: { seed: 'cdnow-sample', ...options } })
  return byName(await lines(connection, selected))
}

async function lines(connection: ConnectionOptions = {}, selected: Selected = writesBoth) {
  const selections: FieldSelections = (entity) => ({ ...noSelection, ...selected[entity] })
  return all(checkConnection(connect(sandbox.baseUrl, connection).ctx, selections))
}

async function all(results: AsyncIterable<CheckResult>): Promise<readonly CheckResult[]> {
  const found: CheckResult[] = []
  for await (const result of results) found.push(result)
  return found
}

function byName(results: readonly CheckResult[]) {
  return Object.fromEntries(results.map(({ name, ...rest }) => [name, rest]))
}

const valueScopes = [
  ...[
    'contacts.read',
    'companies.read',
    'deals.read',
    'owners.read',
    'contacts.write',
    'companies.write',
  ].map((name) => `crm.objects.${name}`),
  ...['contacts.write', 'companies.write'].map((name) => `crm.schemas.${name}`),
]

test('a connection in order passes every line', async () => {
  const found = await check()
  expect(found).toEqual({
    reachable: { ok: true, detail: `${new URL(sandbox.baseUrl).host} answers` },
    authorised: { ok: true, detail: 'portal 1234567 (USD, UTC)' },
    scopes: { ok: true, detail: `private app: all 8 needed scopes are granted: ${valueScopes.join(', ')}` },
    'sample read': { ok: true, detail: 'read 100 or more contacts, 0 companies, 100 or more deals' },
    properties: { ok: true, detail: 'the properties that value is computed from exist' },
    service: { ok: true, detail: 'tickets, conversations, surveys and teams may be read' },
    'ticket stages': {
      ok: true,
      detail:
        '7 stages; these count as open, and their names say more. If so, set stageCategories: {"2": pending_customer (Waiting on contact)}',
    },
    surveys: { ok: true, detail: 'the scale of each is known' },
    'budget left': { ok: true, detail: '189 of 190 requests per 10 s, 624999 of 625000 today' },
  })
})

const missing = (what: string) => ({
  name: 'scopes',
  ok: false,
  detail: `missing: ${what}. Grant it to the app in HubSpot.`,
})

test('the scopes that are granted are named, and each missing one with what it is for', async () => {
  const scopes = ['crm.objects.contacts.read', 'crm.objects.companies.read', 'crm.objects.deals.read']
  sandbox = await startSandbox({ hubspot: { tokens: [{ token: 'sandbox-token', scopes }] } })
  const found = await lines({}, { contact: { held: ['clv'] } })
  expect(found.filter(({ name }) => name === 'scopes')).toEqual([
    { name: 'scopes', ok: true, detail: `granted: ${scopes.join(', ')}` },
    missing('crm.objects.owners.read (to read owners)'),
    missing('crm.objects.contacts.write (to write scores to contacts)'),
    missing('crm.schemas.contacts.write (to create score properties on contacts)'),
  ])
  expect(byName(found)['sample read']?.ok).toBe(true)
})

test('scopes for writing are needed for the records that are written', async () => {
  const scopes = ['contacts.read', 'companies.read', 'deals.read', 'owners.read', 'contacts.write']
    .map((name) => `crm.objects.${name}`)
    .concat('crm.schemas.contacts.write')
  const tokens = [{ token: 'sandbox-token', scopes }]
  const found = await check({ tokens }, {}, { contact: { held: ['clv'] } })
  expect(found.scopes).toEqual({
    ok: true,
    detail:
      'private app: all 6 needed scopes are granted: crm.objects.contacts.read, crm.objects.companies.read, crm.objects.deals.read, crm.objects.owners.read, crm.objects.contacts.write, crm.schemas.contacts.write; not needed while nothing is written there: crm.objects.companies.write, crm.schemas.companies.write',
  })
})

test('a refused token fails every line that needs it, and HubSpot still is reachable', async () => {
  const found = await check({}, { credentials: staticToken('revoked-token', 'env:HUBSPOT_TOKEN') })
  expect(Object.entries(found).map(([name, { ok }]) => [name, ok])).toEqual([
    ['reachable', true],
    ['authorised', false],
    ['scopes', false],
    ['sample read', false],
    ['properties', false],
    ['service', false],
    ['budget left', false],
  ])
  expect(found.authorised?.detail).toContain('env:HUBSPOT_TOKEN')
  expect(found.scopes?.detail).toBe('not tried')
  expect(sandbox.control.log().map(({ path }) => path)).toEqual(['/account-info/v3/details'])
})

test('an OAuth token tells its scopes too', async () => {
  sandbox = await startSandbox({
    hubspot: { oauthApps: [{ clientId: 'app', clientSecret: 'secret', refreshToken: 'refresh' }] },
  })
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'app',
    client_secret: 'secret',
    refresh_token: 'refresh',
  })
  const answer = await fetch(`${sandbox.baseUrl}/oauth/v3/token`, { method: 'POST', body: form })
  const { access_token } = (await answer.json()) as { access_token: string }
  const found = byName(await lines({ credentials: staticToken(access_token, 'env:TOKEN') }))
  expect(found.scopes).toMatchObject({ ok: true, detail: expect.stringContaining('OAuth: all 8 needed') })
})

test('a host that does not answer is asked once, and the token is not blamed', async () => {
  sandbox = await startSandbox()
  await sandbox.close()
  const connection = connect(sandbox.baseUrl)
  const found = byName(await all(checkConnection(connection.ctx, () => noSelection)))
  const { host } = new URL(sandbox.baseUrl)
  expect(found.reachable?.ok).toBe(false)
  expect(found.reachable?.detail).toMatch(
    `hubspot: GET /account-info/v3/details: the connection to HubSpot failed (${host}, ECONNREFUSED): check the network`,
  )
  expect(found.reachable?.detail).toContain('baseUrl')
  expect(JSON.stringify(found)).not.toContain('token')
  expect(Object.values(found).slice(1)).toEqual(
    Array.from({ length: 6 }, () => ({ ok: false, detail: 'not tried' })),
  )
  expect(connection.calls.map(({ attempt }) => attempt)).toEqual([1, 2])
})

test('a HubSpot that answers with a failure of its own is not usable, and the token is not blamed', async () => {
  sandbox = await startSandbox()
  const fault = { kind: 'status', status: 503 } as const
  sandbox.control.fail({ path: '/account-info/v3/details', fault, times: 'always' })
  const found = byName(await lines())
  expect(found.reachable).toMatchObject({
    ok: false,
    detail: expect.stringContaining('HubSpot failed (503)'),
  })
  expect(found.authorised).toEqual({ ok: false, detail: 'not tried' })
})

test("a token that may not read the portal's details is signed in, and its scopes are compared", async () => {
  sandbox = await startSandbox()
  const fault = { kind: 'status', status: 403 } as const
  sandbox.control.fail({ path: '/account-info/v3/details', fault, times: 'always' })
  const found = byName(await lines())
  expect(found.authorised?.ok).toBe(true)
  expect(found.scopes?.ok).toBe(true)
})

test('what is left out of the service side for want of a scope is said, and is no failure', async () => {
  const scopes = ['contacts', 'companies', 'deals', 'owners'].map((name) => `crm.objects.${name}.read`)
  const found = await check({ tokens: [{ token: 'sandbox-token', scopes }] }, {}, {})
  expect(found.service).toEqual({
    ok: true,
    detail:
      'left out, because the app may not read them: tickets with their messages and histories (scope tickets); conversations of the inbox; e-mail and calls logged on tickets are read (scope conversations.read); answers to surveys (scope crm.objects.feedback_submissions.read); names of teams (scope settings.users.teams.read). Grant the scope to the app in HubSpot to have them.',
  })
  expect(found['ticket stages']).toBeUndefined()
  expect(Object.values(found).every(({ ok }) => ok)).toBe(true)
})

test('a stage that the settings name and no pipeline has is told with the one that may be meant', async () => {
  sandbox = await startSandbox()
  const stages = async (stageCategories: Record<string, string>) =>
    (await lines({ settings: { stageCategories } })).filter(({ name }) => name === 'ticket stages')
  const [wrong] = await stages({ 'waiting on contact': 'pending_customer' })
  expect(wrong).toMatchObject({ ok: false, detail: expect.stringContaining('did you mean "2"?') })
  const [deleted] = await stages({ '99999999': 'solved' })
  expect(deleted).toMatchObject({
    ok: true,
    detail: expect.stringContaining('leave it: old tickets were in it'),
  })
  expect(await stages({ '2': 'pending_customer' })).toEqual([
    { name: 'ticket stages', ok: true, detail: '7 stages, each with a meaning' },
  ])
})

test('CSAT surveys whose scale nobody told are listed with what to set', async () => {
  const found = await check({ seed: 'service-small' })
  expect(found.surveys).toEqual({
    ok: false,
    detail:
      'HubSpot does not tell the scale of CSAT surveys. Say that of "801" (After a ticket, answers from 2 to 5) with the setting surveyScales, such as {"801": {scaleMin: 1, scaleMax: 5}}; until then their answers are set aside.',
  })
  const settings = { surveyScales: { '801': { scaleMin: 1, scaleMax: 5 } } }
  expect(byName(await lines({ settings })).surveys).toEqual({
    ok: true,
    detail: 'the scale of each is known',
  })
})

const mapped: Selected = {
  contact: { extra: ['jobtitel'] },
  deal: {
    mapping: { amount: 'amonut', name: 'dealname' },
    extra: ['no_such_thing'],
    associationLabel: 'Byer',
  },
}

test('each name in the mapping that the portal does not have is told as a sync would', async () => {
  sandbox = await startSandbox()
  await portal(sandbox.baseUrl, 'POST', '/crm/v4/associations/deals/contacts/labels', {
    label: 'Buyer',
    name: 'buyer',
  })
  const found = (await lines({}, mapped)).filter(({ name }) => name.startsWith('mapping'))
  const wrong = (entity: string, detail: string) => ({ name: `mapping of ${entity}`, ok: false, detail })
  expect(found).toEqual([
    wrong(
      'contact',
      'stream contact: HubSpot contacts have no property "jobtitel"; did you mean "jobtitle"? Correct the mapping.',
    ),
    wrong(
      'deal',
      'stream deal: HubSpot deals have no property "amonut"; did you mean "amount"? Correct the mapping.',
    ),
    wrong('deal', expect.stringContaining('HubSpot deals have no property "no_such_thing"')),
    wrong(
      'deal',
      'stream deal: HubSpot deals have no label "Byer" to contacts; did you mean "Buyer"? Correct the mapping.',
    ),
  ])
})

test('a mapping whose names are all there passes', async () => {
  const found = await check({}, {}, { deal: { mapping: { amount: 'hs_closed_amount' } } })
  expect(found['mapping of deal']).toEqual({ ok: true, detail: 'HubSpot has hs_closed_amount' })
})

test('a mapping is not tried either where HubSpot is not reached', async () => {
  sandbox = await startSandbox()
  await sandbox.close()
  const found = byName(await lines({ attempts: 1 }, mapped))
  expect(found['mapping of deal']).toEqual({ ok: false, detail: 'not tried' })
})
