import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { reachOrgCall } from '../support/calls.ts'
import { syncHere } from '../support/in-process.ts'
import { connectOrg, letTimePass, openOrg, seedOrgShop, writeContacts } from '../support/org.ts'
import { mustBeWrittenOnce, orgEndState, undisturbedOrg } from '../support/undisturbed-org.ts'

const hour = 3_600_000
const shop = 64
const inSmallPages = { settings: { pageSize: 20 }, more: writeContacts }
const usedUp = {
  path: '/services/data/*',
  times: 'always',
  fault: { kind: 'request-limit', limit: 'daily' },
} as const

it.concurrent('parks when the org is out of calls in mid-run, says until when, and goes on from there', async () => {
  await using org = await openOrg({ seed: seedOrgShop(shop), latencyMs: 10 })
  await using installation = await connectOrg(org, inSmallPages)
  const { control } = org.server
  const running = installation.start('sync', '--json')
  await reachOrgCall(org, running.finished, (log) => log.length >= 20)
  control.fail(usedUp)
  const parked = await running.finished
  expect(parked.code, parked.stderr).toBe(6)
  expect(parked.stderr).toContain("the org's API calls of the last 24 hours are used up")
  expect(parked.stderr).toMatch(
    /rapport: parked until (\d{4}-\d\d-\d\d )?\d\d:\d\d; run again, or with --wait/,
  )
  const result = parked.json<RunResult>()
  expect(result).toMatchObject({ state: 'waiting', failure: null, waitingUntil: expect.any(String) })
  const runs = (await installation.run('runs', '--json')).json<{ state: string; message: string }[]>()
  expect(runs).toMatchObject([
    {
      state: 'waiting',
      message: expect.stringContaining(`parked until ${result.waitingUntil?.slice(0, 16)}Z`),
    },
  ])

  // The calls are back, but before the time nothing is asked.
  control.clearFaults()
  control.resetLog()
  expect(await syncHere(installation)).toMatchObject({ state: 'waiting' })
  expect(control.counters().total - control.counters().byKind.auth).toBe(0)

  await letTimePass(installation, org, hour)
  const next = await syncHere(installation)
  expect(next).toMatchObject({ state: 'succeeded' })
  const readAgain = Object.values(next.read).reduce((sum, count) => sum + count, 0)
  expect(readAgain).toBeLessThan(org.server.org.table('Contact').size * 3)
  expect(await orgEndState(org, installation)).toEqual(await undisturbedOrg(shop))
  mustBeWrittenOnce(org, shop)
})

it.concurrent.for([
  ['calls', {}],
  ['an ingest job', { ingestAbove: 10 }],
] as const)(
  'parks when the org is out of calls while contacts are written by %s, and writes none twice',
  async ([, settings]) => {
    await using org = await openOrg({ seed: seedOrgShop(shop) })
    await using installation = await connectOrg(org, { settings, more: writeContacts })
    const { control } = org.server
    control.fail(
      { method: 'PATCH', path: '*/composite/sobjects', times: 'always', fault: usedUp.fault },
      // Once the job is at work.
      { method: 'GET', path: '*/jobs/ingest/*', times: 'always', fault: usedUp.fault },
    )
    expect(await syncHere(installation)).toMatchObject({ state: 'waiting', scored: shop, written: 0 })
    control.clearFaults()
    await letTimePass(installation, org, hour)
    expect((await syncHere(installation)).state).toBe('succeeded')
    mustBeWrittenOnce(org, shop)
  },
)

it.concurrent('never takes more than its share, leaves the reserve, and comes to its end in several runs', async () => {
  const daily = 180
  let passed = 0
  await using org = await openOrg({
    seed: seedOrgShop(shop),
    limits: { daily },
    now: () => Date.now() + passed,
  })
  await using installation = await connectOrg(org, {
    settings: { pageSize: 10 },
    more: writeContacts,
    // A signed statement would be refused: the clocks differ.
    signIn: 'clientCredentials',
  })
  const states: string[] = []
  for (let run = 0; run < 12 && states.at(-1) !== 'succeeded'; run += 1) {
    const { used } = org.server.org.usage
    const result = await syncHere(installation)
    states.push(result.state)
    expect(org.server.org.usage.used - used).toBeLessThanOrEqual(daily * 0.25)
    expect(org.server.org.usage.used).toBeLessThanOrEqual(daily * 0.8)
    if (result.state === 'waiting')
      expect(result.message).toMatch(/the most that one run may \(runShare 0.25\)/)
    passed += 24 * hour
    await letTimePass(installation, org, 24 * hour)
  }
  expect(states.at(0)).toBe('waiting')
  expect(states.at(-1)).toBe('succeeded')
  expect(await orgEndState(org, installation)).toEqual(await undisturbedOrg(shop))
  mustBeWrittenOnce(org, shop)
})

it.concurrent('waits with --wait, ends at once on Ctrl-C, and stays parked', async () => {
  await using org = await openOrg({ seed: seedOrgShop(3) })
  await using installation = await connectOrg(org)
  org.server.control.fail(usedUp)
  const running = installation.start('sync', '--wait')
  let told = ''
  await new Promise<void>((resolve, reject) => {
    running.process.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString('utf8')
      if (/parked until (\d{4}-\d\d-\d\d )?\d\d:\d\d; waiting/.test(told)) resolve()
    })
    running.finished.then(({ stderr }) => reject(new Error(`it ended:\n${stderr}`)), reject)
  })
  running.process.kill('SIGINT')
  expect((await running.finished).code).toBe(130)
  const runs = (await installation.run('runs', '--json')).json<{ state: string }[]>()
  expect(runs).toMatchObject([{ state: 'waiting' }])
})
