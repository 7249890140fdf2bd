import { staticToken } from '@rapport/connector'
import { type HubspotOptions, type HubspotServer, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { checkConnection } from './check.ts'
import { type ConnectionOptions, connect } from './testing/connection.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

async function check(options: HubspotOptions = {}, connection: ConnectionOptions = {}) {
  sandbox = await startSandbox({ hubspot: { seed: 'cdnow-sample', ...options } })
  return lines(sandbox.baseUrl, connection)
}

async function lines(baseUrl: string, connection: ConnectionOptions = {}) {
  const found: Record<string, { ok: boolean; detail: string }> = {}
  for await (const { name, ok, detail } of checkConnection(connect(baseUrl, connection).ctx)) {
    found[name] = { ok, detail }
  }
  return found
}

test('a connection in order passes every line', async () => {
  const found = await check()
  expect(found).toEqual({
    reachable: { ok: true, detail: `${new URL(sandbox.baseUrl).host} answers` },
    authorised: { ok: true, detail: 'portal 1234567 (USD, UTC)' },
    scopes: { ok: true, detail: 'private app: all 8 needed scopes are granted' },
    'sample read': { ok: true, detail: 'read 100 or more contacts, 0 companies, 100 or more deals' },
    properties: { ok: true, detail: 'the properties that value is computed from exist' },
    'budget left': { ok: true, detail: '189 of 190 requests per 10 s, 624999 of 625000 today' },
  })
})

test('missing scopes are named with what they are for', async () => {
  const scopes = ['crm.objects.contacts.read', 'crm.objects.companies.read', 'crm.objects.deals.read']
  const found = await check({ tokens: [{ token: 'sandbox-token', scopes }] })
  expect(found.scopes?.ok).toBe(false)
  expect(found.scopes?.detail).toContain('crm.objects.contacts.write (to write scores to contacts)')
  expect(found.scopes?.detail).not.toContain('crm.objects.deals.read')
  expect(found['sample read']?.ok).toBe(true)
})

test('a refused token fails every line that needs it, and HubSpot still is reachable', async () => {
  const found = await check({}, { credentials: staticToken('revoked-token', 'env:HUBSPOT_TOKEN') })
  expect(Object.entries(found).map(([name, { ok }]) => [name, ok])).toEqual([
    ['reachable', true],
    ['authorised', false],
    ['scopes', false],
    ['sample read', false],
    ['properties', false],
    ['budget left', false],
  ])
  expect(found.authorised?.detail).toContain('env:HUBSPOT_TOKEN')
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
  const found = await lines(sandbox.baseUrl, { credentials: staticToken(access_token, 'env:TOKEN') })
  expect(found.scopes).toEqual({ ok: true, detail: 'OAuth: all 8 needed scopes are granted' })
})

test('a host that does not answer is said to be unreachable, with what to check', async () => {
  sandbox = await startSandbox()
  await sandbox.close()
  const found = await lines(sandbox.baseUrl, { attempts: 1 })
  sandbox = await startSandbox()
  expect(found.reachable?.ok).toBe(false)
  expect(found.reachable?.detail).toContain('baseUrl')
})
