import { type HubspotServer, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'
import { portal } from '../testing/portal.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

const seeded = (seed: 'empty' | 'cdnow-sample' | 'cdnow-full') =>
  startSandbox({ hubspot: { seed, limits: 'off' } })

test('a backfill of the whole CDNOW portal costs its pages and a few calls', {
  timeout: 120_000,
}, async () => {
  sandbox = await seeded('cdnow-full')
  const connection = connect(sandbox.baseUrl)
  const calls: Record<string, number> = {}
  for (const entity of ['agent', 'company', 'contact', 'deal'] as const) {
    calls[entity] = (await connection.read(entity)).calls
  }
  expect(connection.store.live('contact').size).toBe(23_570)
  expect(connection.store.live('deal').size).toBe(69_659)
  expect(calls).toEqual({ agent: 2, company: 3, contact: 241, deal: 702 })
  expect(sandbox.control.counters().total).toBe(948)
})

test('what changes after a first list of one page is read by the next run', async () => {
  sandbox = await seeded('empty')
  const connection = connect(sandbox.baseUrl)
  await connection.read('contact')
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts', {
    properties: { email: 'ada@example.com' },
  })
  await connection.read('contact')
  expect(connection.store.live('contact').size).toBe(1)
})
