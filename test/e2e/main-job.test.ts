import type { Explanation, RunResult, showPlan } from '@rapport/run'
import { expect, it } from 'vitest'
import { writingCalls } from '../support/calls.ts'
import { writesPerContact, writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

type ShownPlans = readonly NonNullable<Awaited<ReturnType<typeof showPlan>>>[]

const shopSize = 120

/** What the stand-in must hold once the plans are written: every field as HubSpot keeps it, as text. */
function asHeld(plans: ShownPlans): Record<string, Record<string, string>> {
  return Object.fromEntries(
    plans.flatMap(({ page }) =>
      page.lines.map(({ recordId, changes }) => [
        recordId,
        Object.fromEntries(
          changes
            .filter(({ after }) => after !== null)
            .map(({ field, after }) => [`rapport_${field}`, String(after)] as const)
            .sort(([left], [right]) => left.localeCompare(right)),
        ),
      ]),
    ),
  )
}

/** What is read of HubSpot, in this order. */
const streams = [
  'team',
  'agent',
  'company',
  'contact',
  'deal',
  'ticket',
  'statusChange',
  'ticketEvent',
  'message',
  'surveyResponse',
]

it.concurrent('checks, plans, writes what it planned, and a second sync finds nothing to do', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize), limits: 'professional' })
  const { server } = portal
  await using installation = await connect(portal)
  // As a person does it: each command is a process.
  const run = (...parameters: readonly string[]) => installation.start(...parameters).finished

  const check = await run('check', '--json')
  expect(check.code, check.stdout).toBe(0)
  const [report] = check.json<readonly { checks: readonly { name: string; ok: boolean }[] }[]>()
  expect(report?.checks.map(({ name }) => name)).toEqual([
    'reachable',
    'authorised',
    'scopes',
    'sample read',
    'properties',
    'service',
    'ticket stages',
    'surveys',
    'budget left',
  ])
  expect(report?.checks.every(({ ok }) => ok)).toBe(true)

  const dry = await run('sync', '--dry-run', '--detailed-exitcode', '--json')
  expect(dry.code, dry.stderr).toBe(7)
  expect(dry.json<RunResult>()).toMatchObject({ dryRun: true, written: 0, customers: shopSize })
  expect(writingCalls(server)).toEqual([])

  const shown = await run('plan', '--json', '--show', '1000')
  expect(shown.code, shown.stderr).toBe(0)
  const planned = asHeld(shown.json<ShownPlans>())
  const [first] = shown.json<ShownPlans>()[0]!.page.lines
  expect(Object.keys(planned)).toHaveLength(shopSize)
  expect(first?.changes.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['clv', 'clv_low', 'clv_high', 'expected_orders', 'why', 'scores_as_of']),
  )
  expect(first?.changes.every(({ before }) => before === null)).toBe(true)

  const sync = await run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(0)
  expect(sync.json<RunResult>()).toMatchObject({ state: 'succeeded', written: shopSize, rejected: 0 })
  expect(writtenFields(server.state)).toEqual(planned)

  const second = await run('sync', '--json')
  expect(second.code, second.stderr).toBe(0)
  expect(second.json<RunResult>()).toMatchObject({ read: { 'hubspot/contact': shopSize }, written: 0 })
  expect(Math.max(...writesPerContact(server.state).values())).toBe(1)

  server.control.resetLog()
  const third = await run('sync', '--json')
  expect(third.code, third.stderr).toBe(0)
  const { read, scored, planned: changes } = third.json<RunResult>()
  expect(read).toEqual(Object.fromEntries(streams.map((entity) => [`hubspot/${entity}`, 0])))
  expect({ scored, changes }).toEqual({ scored: 0, changes: { 'hubspot/contact': 0 } })
  for (const stream of ['contacts', 'companies', 'deals', 'owners']) {
    const calls = server.control.log().filter(({ path }) => path.includes(`/${stream}`))
    expect(calls.length, stream).toBeLessThanOrEqual(3)
  }
  expect(writingCalls(server)).toEqual([])
})

it.concurrent('explains a value down to the deals it comes from', async () => {
  await using portal = await openPortal({ seed: seedShop(60) })
  await using installation = await connect(portal)
  expect((await installation.run('sync')).code).toBe(0)
  const id = 1001
  const held = writtenFields(portal.server.state)[id]!

  const metric = await installation.run('explain', `hubspot/contact:${id}`, 'clv', '--json')
  expect(metric.code, metric.stderr).toBe(0)
  const sentence = await installation.run('explain', `hubspot/contact:${id}`, 'why', '--json')
  expect(sentence.json()).toMatchObject({ metric: 'why', value: held.rapport_why, policy: null })
  const value = metric.json<{ value: number; low: number; high: number; why: string }>()
  expect(String(value.value)).toBe(held.rapport_clv)
  expect(value.low).toBeLessThanOrEqual(value.value)
  expect(value.high).toBeGreaterThanOrEqual(value.value)
  expect(value.why).toBe(held.rapport_why)

  const whole = await installation.run('explain', `hubspot/contact:${id}`, '--json')
  const explanation = whole.json<Explanation>()
  const ofContact = [...portal.server.state.graph.neighbours({ type: 'contacts', id }, 'deals').keys()]
  expect(explanation.occasions.flatMap(({ deals }) => deals).sort()).toEqual(
    ofContact.map((deal) => `hubspot/deal:${deal}`).sort(),
  )
  expect(explanation.identity.members.map(({ record }) => record)).toEqual([`hubspot/contact:${id}`])
})

it.concurrent('reverts a plan, holds what was put back, and writes it again once it is released', async () => {
  await using portal = await openPortal({ seed: seedShop(60) })
  const { server } = portal
  await using installation = await connect(portal)
  const sync = await installation.run('sync', '--json')
  const [planId] = sync.json<RunResult>().planIds
  const before = writtenFields(server.state)

  const reverted = await installation.run('revert', String(planId), '--json')
  expect(reverted.code, reverted.stderr).toBe(0)
  expect(reverted.json()).toMatchObject({ applied: 60, refused: 0 })
  expect(Object.values(writtenFields(server.state)).every((fields) => Object.keys(fields).length === 0)).toBe(
    true,
  )

  const held = await installation.run('sync', '--json')
  expect(held.code, held.stderr).toBe(0)
  expect(held.json<RunResult>()).toMatchObject({ written: 0, planned: { 'hubspot/contact': 0 } })

  const released = await installation.run('revert', 'hubspot', '--release', '--json')
  expect(released.json()).toMatchObject({ records: 60 })
  const again = await installation.run('sync', '--json')
  expect(again.json<RunResult>().written).toBe(60)
  expect(writtenFields(server.state)).toEqual(before)
})

it.concurrent('says where the numbers of plans stand where a plan is not known', async () => {
  await using portal = await openPortal({ seed: seedShop(1) })
  await using installation = await connect(portal)

  const { code, stderr } = await installation.run('revert', '999')
  expect(code).toBe(1)
  expect(stderr).toContain(
    'there is no plan 999: "npx rapport plan" shows the latest plan, "npx rapport runs"',
  )
})

it.concurrent('lists its runs, what was set aside, and what doctor finds', async () => {
  await using portal = await openPortal({ seed: seedShop(20) })
  await using installation = await connect(portal)
  await installation.run('sync', '--dry-run')
  await installation.run('sync')

  const runs = await installation.run('runs', '--json')
  expect(runs.json<readonly { state: string; dryRun: boolean }[]>()).toMatchObject([
    { id: 2, state: 'succeeded', dryRun: false },
    { id: 1, state: 'succeeded', dryRun: true },
  ])
  const run = await installation.run('runs', '2', '--json')
  expect(run.json<{ steps: readonly { name: string; state: string }[] }>().steps).toMatchObject(
    [
      ...streams.map((entity) => `extract ${entity}`),
      'resolve',
      'score',
      'plan contact',
      'write contact',
    ].map((name) => ({ name, state: 'succeeded' })),
  )
  const rejects = await installation.run('rejects', '--json')
  expect(rejects.json()).toEqual({ total: 0, rejects: [] })
  const doctor = await installation.run('doctor', '--json')
  // All is well, but that the tests' own server would not survive a power cut.
  expect(doctor.code, doctor.stdout).toBe(1)
  const findings = doctor.json<readonly { name: string; ok: boolean }[]>()
  expect(findings.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['durability'])
  expect(findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['database', 'last run', 'budgets']),
  )
})
