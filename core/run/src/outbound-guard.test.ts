import { once } from 'node:events'
import { type AddressInfo, createServer, isIP, type LookupFunction } from 'node:net'
import type { ConfigurationInput } from '@rapport/config'
import { type AnyConnector, exchangeRefreshToken, outboundWays } from '@rapport/connector'
import { salesforce } from '@rapport/salesforce'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { deliverAlerts, listAlerts } from './alerts/deliver-alerts.ts'
import { listenForMail } from './alerts/testing/smtp-listener.ts'
import { openConnection } from './connection.ts'
import { outboundGuard } from './outbound-guard.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'
import type { Workspace } from './workspace.ts'

let opened: TestWorkspace
/** What only the server can reach: nobody may be brought to connect to it. */
let connections = 0
const inside = createServer((socket) => {
  connections += 1
  socket.destroy()
})
let port = 0
beforeAll(async () => {
  opened = await openTestWorkspace()
  inside.listen(0, '127.0.0.1')
  await once(inside, 'listening')
  port = (inside.address() as AddressInfo).port
})
afterAll(async () => {
  inside.close()
  await opened[Symbol.asyncDispose]()
})
beforeEach(() => {
  connections = 0
})

/** A name that leads to the public internet the first times it is asked for, and into this machine from then on. */
function rebinding(publicTimes: number): LookupFunction {
  let asked = 0
  return (_hostname, { all }, callback) => {
    asked += 1
    const address = asked <= publicTimes ? '93.184.216.34' : '127.0.0.1'
    if (all === true) callback(null, [{ address, family: 4 }])
    else callback(null, address, 4)
  }
}

function served(changes: ConfigurationInput, lookup: LookupFunction): Workspace {
  return { ...opened.configured(changes, { SIGNING: 'a key' }), refusesPrivateAddresses: true, lookup }
}

test('a connection whose name led elsewhere when it was looked at is not connected to', async () => {
  const workspace = served({}, rebinding(1))
  const connector = {
    ...opened.crm.connector,
    baseUrl: () => `http://rebinds.example:${port}`,
    budgets: [{ name: 'all', requests: 10, perMs: 1_000 }],
  } as unknown as AnyConnector
  const rebound = { ...workspace, connectors: new Map([['test', connector]]) }
  const { ctx } = await openConnection(rebound, 'crm', { signal: new AbortController().signal })
  const asking = ctx.request({ method: 'GET', path: '/', budget: 'all', effect: 'read', schema: z.unknown() })
  await expect(asking).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/^crm: rebinds\.example.* is an address of this machine/),
  })
  const call = ctx.call({ budget: 'all', effect: 'read', operation: 'ask' }, ({ fetch, signal }) =>
    fetch(`http://rebinds.example:${port}/`, { signal }),
  )
  await expect(call).rejects.toMatchObject({ kind: 'config' })
  expect(connections).toBe(0)
})

test('a sign-in whose name leads elsewhere sends its secrets nowhere', async () => {
  const ways = outboundWays(outboundGuard(served({}, rebinding(0))))
  const url = new URL(`http://rebinds.example:${port}/token`)
  const given = { clientId: 'app', clientSecret: 'a secret', refreshToken: 'a token' }
  await expect(exchangeRefreshToken({ url, ...given, ways })).rejects.toMatchObject({ kind: 'config' })
  const ofSalesforce = salesforce.authentication.find((method) => method.type === 'refreshToken')
  if (ofSalesforce === undefined || !('exchange' in ofSalesforce)) throw new Error('no such sign-in')
  const settings = salesforce.settings.parse({ instanceUrl: `https://rebinds.example:${port}` })
  await expect(ofSalesforce.exchange(settings, given, Date.now(), ways)).rejects.toMatchObject({
    kind: 'config',
  })
  expect(connections).toBe(0)
})

/** An alert that is due on the channel "office". */
async function giveAlert(): Promise<void> {
  const { db } = opened.workspace.store
  await sql`truncate alert restart identity cascade`.execute(db)
  await sql`insert into alert (schedule, kind, subject, body) values ('nightly', 'failed', 'x', 'y')`.execute(
    db,
  )
  await sql`insert into alert_delivery (alert_id, channel, next_try_at) values (1, 'office', now() - interval '1 day')`.execute(
    db,
  )
}

const deliver = (workspace: Workspace) =>
  deliverAlerts(workspace, { now: new Date(), signal: new AbortController().signal })

test.each([
  ['a webhook', () => ({ webhook: { url: `https://rebinds.example:${port}/hook`, secret: 'env:SIGNING' } })],
  [
    'a webhook at the address itself',
    () => ({ webhook: { url: `http://127.0.0.1:${port}/`, secret: 'env:SIGNING' } }),
  ],
  [
    'mail',
    () => ({ email: { to: ['a@example.com'], from: 'b@example.com', host: 'rebinds.example', port } }),
  ],
  [
    'mail at the address itself',
    () => ({ email: { to: ['a@example.com'], from: 'b@example.com', host: '127.0.0.1', port } }),
  ],
])('an alert by %s does not go into this machine, unless that is allowed', async (_what, channel) => {
  const { db } = opened.workspace.store
  await giveAlert()
  const alerts = { channels: { office: channel() } }
  await deliver(served({ alerts }, rebinding(0)))
  const said = async () => (await listAlerts(db, 1))[0]?.deliveries[0]?.error
  expect(await said()).toContain('allowPrivateAddresses: [')
  expect(connections).toBe(0)

  if (!JSON.stringify(alerts).includes('127.0.0.1')) return
  await sql`update alert_delivery set next_try_at = now() - interval '1 day'`.execute(db)
  await deliver(served({ alerts, allowPrivateAddresses: ['127.0.0.1'] }, rebinding(0)))
  expect(await said()).not.toContain('allowPrivateAddresses')
  expect(connections).toBeGreaterThan(0)
})

/** A name with several addresses. */
const leadsTo =
  (...addresses: readonly string[]): LookupFunction =>
  (_hostname, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }))
    if (all === true) callback(null, found)
    else callback(null, addresses[0] ?? '', isIP(addresses[0] ?? ''))
  }

const mailTo = (host: string, at: number) => ({
  channels: { office: { email: { to: ['a@example.com'], from: 'b@example.com', host, port: at } } },
})

test('mail goes to whichever address of its server answers', async () => {
  await using server = await listenForMail()
  await giveAlert()
  const alerts = mailTo('mail.example', server.port)
  await deliver(served({ alerts, allowPrivateAddresses: ['mail.example'] }, leadsTo('::1', '127.0.0.1')))
  const [alert] = await listAlerts(opened.workspace.store.db, 1)
  expect(alert?.deliveries[0]).toMatchObject({ state: 'sent', error: null })
  expect(server.mails).toHaveLength(1)
})

test('mail goes nowhere where one of the addresses of its server is private', async () => {
  await giveAlert()
  await deliver(served({ alerts: mailTo('mail.example', port) }, leadsTo('93.184.216.34', '127.0.0.1')))
  const [alert] = await listAlerts(opened.workspace.store.db, 1)
  expect(alert?.deliveries[0]?.error).toContain('allowPrivateAddresses: [mail.example]')
  expect(connections).toBe(0)
})
