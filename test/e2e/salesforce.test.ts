import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RunResult } from '@rapport/run'
import { deleteSalesforceRecords, type SalesforceOptions } from '@rapport/sandbox'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { install } from '../support/installation.ts'
import { connectOrg, type Org, openOrg as openAnyOrg, type SignIn, signIns } from '../support/org.ts'

/** An org of the CDNOW sample, unless it is given another seed. */
const openOrg = (options: SalesforceOptions = {}) => openAnyOrg({ seed: 'cdnow-sample', ...options })

/** Sets up Rapport for an org, at a moment when the sample's customers still buy. */
const installFor = (org: Org, signIn: SignIn = 'jwtBearer') =>
  connectOrg(org, { signIn, more: { metrics: { asOf: '1998-06-30' } } })

it.concurrent('checks an org line by line, then scores its customers without writing anything', async () => {
  await using org = await openOrg()
  await using installation = await installFor(org)
  const check = await installation.run('check')
  expect(check.code, check.stdout + check.stderr).toBe(0)
  for (const line of ['reachable', 'authorised', 'API version', 'permissions', 'objects', 'API calls']) {
    expect(check.stdout).toMatch(new RegExp(`✓ ${line}: `))
  }
  const sync = await installation.run('sync', '--dry-run', '--json')
  expect(sync.code, sync.stderr).toBe(0)
  expect(sync.json<RunResult>()).toMatchObject({
    state: 'succeeded',
    dryRun: true,
    read: { 'salesforce/company': 2357, 'salesforce/contact': 2357, 'salesforce/deal': 6919 },
    customers: 2357,
    scored: 2357,
    rejected: 0,
  })
})

it.concurrent('writes scores to the contacts, and writes nothing where nothing changed', async () => {
  await using org = await openOrg()
  await using installation = await installFor(org)
  await installation.configure((input) => ({
    ...input,
    writeBack: { salesforce: { contact: ['clv', 'probability_alive', 'why'] } },
  }))
  const first = await installation.run('sync', '--json')
  expect(first.code, first.stderr).toBe(0)
  expect(first.json<RunResult>()).toMatchObject({ written: 2357, rejected: 0 })
  const contacts = org.server.org.table('Contact')
  expect(contacts.value(0, 'Rapport_Clv__c')).toBeGreaterThan(0)
  const { recordsWritten } = org.server.control.counters()
  const again = await installation.run('sync', '--json')
  expect(again.json<RunResult>()).toMatchObject({ state: 'succeeded', scored: 0, written: 0 })
  expect(org.server.control.counters().recordsWritten).toBe(recordsWritten)
})

it.concurrent.each(Object.keys(signIns) as SignIn[])('signs in by %s', async (way) => {
  await using org = await openOrg({ seed: 'empty' })
  await using installation = await installFor(org, way)
  const { code, stdout, stderr } = await installation.run('check')
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toMatch(/✓ authorised: Sandbox, org 00D\w+/)
})

it.concurrent('reads on from where it stopped, and takes a deleted deal out', async () => {
  await using org = await openOrg()
  await using installation = await installFor(org)
  expect((await installation.run('sync')).code).toBe(0)
  const { server } = org
  const deal = server.org.table('Opportunity').idOf(0)
  deleteSalesforceRecords(server.org, [deal])
  server.control.resetLog()
  const again = await installation.run('sync', '--json')
  expect(again.code, again.stderr).toBe(0)
  const { read, scored } = again.json<RunResult>()
  expect(scored).toBe(1)
  // The last moments before are always looked at again.
  expect(read['salesforce/contact']).toBeLessThanOrEqual(5)
  expect(server.control.counters().total).toBeLessThan(40)
})

it.concurrent('keeps the refresh token that Salesforce replaced, encrypted, and asks to sign in again without its key', async () => {
  await using org = await openOrg({ seed: 'empty' })
  await using installation = await installFor(org, 'refreshToken')
  // The token of the set-up is worth nothing after the first sign-in.
  for (const command of ['check', 'sync', 'check']) {
    const { code, stdout, stderr } = await installation.run(command)
    expect(code, stdout + stderr).toBe(0)
  }
  const key = path.join(installation.folder, '.rapport', 'secret.key')
  expect((await stat(key)).mode & 0o777).toBe(0o600)
  const store = await installation.openStore()
  const { rows } = await sql<{ sealed: string }>`select sealed from kept_token`.execute(store.db)
  await store.close()
  expect(rows).toEqual([{ sealed: expect.stringMatching(/^v1\.[0-9a-f]{12}\./) }])

  await rm(key)
  const { code, stderr } = await installation.run('sync')
  expect(code).toBe(4)
  expect(stderr).toContain(
    'sign in again and set the new refresh token at connections.salesforce.auth.refreshToken',
  )
})

it.concurrent('renews a token that ends in mid-run once, for all streams that run side by side', async () => {
  await using org = await openOrg()
  await using installation = await installFor(org)
  const { control } = org.server
  control.change({ latencyMs: 30 })
  const running = installation.start('sync', '--dry-run', '--json')
  while (control.counters().total < 12) {
    const ended = await Promise.race([running.finished.then(() => true), pause(1).then(() => false)])
    if (ended) throw new Error(`the command ended too early: ${(await running.finished).stderr}`)
  }
  control.expireSessions()
  const { code, stderr, json } = await running.finished
  expect(code, stderr).toBe(0)
  expect(json<RunResult>().scored).toBe(2357)
  expect(control.log().some(({ status }) => status === 401)).toBe(true)
  expect(control.counters().tokensIssued).toBe(2)
})

it.concurrent('shows no secret, whatever goes wrong', async () => {
  await using org = await openOrg({ seed: 'empty' })
  const { server } = org
  await using installation = await installFor(org)
  const outputs: string[] = []
  const collect = async (...parameters: string[]) => {
    const { stdout, stderr } = await installation.run(...parameters)
    outputs.push(stdout, stderr)
  }
  await collect('check', '--verbose')
  server.control.fail({ path: '*', fault: { kind: 'reset' } })
  await collect('sync', '--verbose', '--json')
  server.control.clearFaults()
  await writeFile(path.join(installation.folder, 'salesforce.pem'), `${server.privateKey.slice(0, 400)}`)
  await collect('sync', '--verbose')
  const tokens = [...server.org.sessions.values()].map(({ token }) => token)
  const lines = server.privateKey.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
  expect(tokens.length).toBeGreaterThan(1)
  expect(outputs.join('').length).toBeGreaterThan(300)
  for (const secret of [...tokens, ...lines]) expect(outputs.join('\n')).not.toContain(secret)
})

it.concurrent('ends with what is left to the other apps, and says when to go on', async () => {
  await using org = await openOrg({ limits: { daily: 40 } })
  await using installation = await installFor(org, 'jwtBearer')
  const { code, stderr } = await installation.run('sync')
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/API calls in 24 hours.*run again in an hour; it goes on where it stopped/)
  expect(org.server.org.usage.used).toBeLessThanOrEqual(14)
})

it.concurrent('connects an org: tests the sign-in first, and writes references only', async () => {
  await using org = await openOrg({ seed: 'empty' })
  const { server } = org
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    environment: { SALESFORCE_CONSUMER_SECRET: server.clientSecret, WRONG: 'not-the-secret' },
    change: ({ writeBack: _write, connections: _connections, ...input }) => input,
  })
  const file = path.join(installation.folder, 'rapport.yaml')
  const before = await readFile(file, 'utf8')
  const connect = (...more: string[]) =>
    installation.run(
      ...['connect', 'salesforce', '--sign-in', 'clientCredentials'],
      ...['--setting', `instanceUrl=${server.instanceUrl}`, '--auth', `consumerKey=${server.consumerKey}`],
      ...more,
    )

  const refused = await connect('--auth', 'consumerSecret=env:WRONG')
  expect(refused.code).toBe(4)
  expect(refused.stderr).toMatch(/✗ authorised: .*consumerSecret is not that of the app/)
  expect(refused.stderr).toContain('nothing was written')
  expect(await readFile(file, 'utf8')).toBe(before)

  const connected = await connect()
  expect(connected.code, connected.stderr).toBe(0)
  expect(connected.stdout).toBe('wrote connections.salesforce to rapport.yaml\n')
  expect(await readFile(file, 'utf8')).toContain('consumerSecret: env:SALESFORCE_CONSUMER_SECRET')
  expect((await installation.run('check', 'salesforce')).code).toBe(0)
})
