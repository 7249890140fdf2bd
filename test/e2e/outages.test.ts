import type { RunResult } from '@rapport/run'
import { type Fault, type FaultRule, startSandbox } from '@rapport/sandbox'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasWritten, reachCall } from '../support/calls.ts'
import { storedState, writesPerContact, writtenFields } from '../support/end-state.ts'
import { syncHere } from '../support/in-process.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, type Portal, seedShop } from '../support/portal.ts'

const shopSize = 250
/** More than one round of batches, so that a run can stop between two of them. */
const largeShop = 700

async function endState(portal: Portal, installation: Installation) {
  const store = await installation.openStore()
  try {
    return { fields: writtenFields(portal.server.state), stored: await storedState(store) }
  } finally {
    await store.close()
  }
}

type EndState = Awaited<ReturnType<typeof endState>>

/** What a sync leaves that nothing disturbs, in the shop and in the large shop. */
let undisturbed: { readonly shop: EndState; readonly largeShop: EndState }
beforeAll(async () => {
  undisturbed = { shop: await syncUndisturbed(shopSize), largeShop: await syncUndisturbed(largeShop) }
})

async function syncUndisturbed(contacts: number): Promise<EndState> {
  await using portal = await openPortal({ seed: seedShop(contacts) })
  await using installation = await connect(portal)
  expect((await syncHere(installation)).state).toBe('succeeded')
  return await endState(portal, installation)
}

const reads = { method: 'GET', path: '/crm/v3/objects/deals' } as const
const writes = { method: 'POST', path: '/crm/v3/objects/contacts/batch/update' } as const

const troubles: readonly (readonly [string, readonly FaultRule[]])[] = [
  ['429 with Retry-After', [hit(reads, { kind: 'rate-limit', retryAfterSeconds: 1 })]],
  ['429 without Retry-After', [hit(writes, { kind: 'rate-limit' })]],
  [
    '429 from the search',
    [hit({ path: '/crm/v3/objects/*/search' }, { kind: 'rate-limit', policyName: 'SECONDLY' })],
  ],
  [
    '500, and 502 without a body',
    [
      hit(reads, { kind: 'status', status: 500 }),
      hit(writes, { kind: 'status', status: 502, body: 'none' }),
      hit({ path: '/crm/properties/*' }, { kind: 'status', status: 503, retryAfterSeconds: 1 }),
    ],
  ],
  [
    'answers that are cut short',
    [hit(reads, { kind: 'truncated-body' }), hit(writes, { kind: 'truncated-body' })],
  ],
  [
    'connections that are reset',
    [
      hit(reads, { kind: 'reset' }),
      hit(writes, { kind: 'reset' }),
      { ...hit(writes, { kind: 'reset-after-commit' }), skip: 1 },
    ],
  ],
]

function hit(where: { method?: string; path: string }, fault: Fault): FaultRule {
  return { ...where, fault }
}

describe.concurrent('HubSpot fails for a moment', () => {
  it.for(troubles)(
    '%s: the sync ends as an undisturbed one, every contact written once',
    async ([, faults]) => {
      await using portal = await openPortal({ seed: seedShop(shopSize) })
      await using installation = await connect(portal)
      portal.server.control.fail(...faults)

      const result = await syncHere(installation)
      expect(result.state, result.message ?? '').toBe('succeeded')
      expect(portal.server.control.counters().faultsInjected).toBe(faults.length)
      expect(portal.server.control.faults.size).toBe(0)
      expect(await endState(portal, installation)).toEqual(undisturbed.shop)
      const written = writesPerContact(portal.server.state)
      expect(written.size).toBe(shopSize)
      expect(Math.max(...written.values())).toBe(1)
    },
  )
})

it.concurrent('exits with 6 when HubSpot goes away in mid-run, and goes on from there once it is back', async () => {
  const portal = await openPortal({ seed: seedShop(largeShop) })
  const { state, baseUrl } = portal.server
  await using installation = await connect(portal)
  portal.server.control.change({ latencyMs: 30 })
  const running = installation.start('sync', '--json')
  await reachCall(portal.server, running, hasWritten)
  await portal.server.close()
  const gone = await running.finished
  expect(gone.code, gone.stderr).toBe(6)
  expect(gone.stderr).toMatch(/rapport: hubspot: .*the connection to HubSpot failed/)
  expect(gone.json<RunResult>()).toMatchObject({ state: 'failed', failure: 'transient' })

  const server = await startSandbox({
    port: Number(new URL(baseUrl).port),
    hubspot: { state, limits: 'off', tokens: [{ token: portal.token }] },
  })
  await using back: Portal = { ...portal, server, [Symbol.asyncDispose]: () => server.close() }
  const again = await installation.run('sync', '--json')
  expect(again.code, again.stderr).toBe(0)
  expect(await endState(back, installation)).toEqual(undisturbed.largeShop)
  const written = writesPerContact(state)
  expect(written.size).toBe(largeShop)
  expect(Math.max(...written.values())).toBe(1)
})

it.concurrent('exits with 130 on Ctrl-C in mid-run, and goes on from there', async () => {
  await using portal = await openPortal({ seed: seedShop(largeShop) })
  await using installation = await connect(portal)
  portal.server.control.change({ latencyMs: 30 })
  const running = installation.start('sync')
  await reachCall(portal.server, running, hasWritten)
  running.process.kill('SIGINT')
  const stopped = await running.finished
  expect(stopped.code, stopped.stderr).toBe(130)
  expect(stopped.stderr).toContain('rapport: stopping; what was read and written so far is kept')
  expect(writesPerContact(portal.server.state).size).toBeLessThan(largeShop)

  portal.server.control.change({ latencyMs: 0 })
  const again = await installation.run('sync', '--json')
  expect(again.code, again.stderr).toBe(0)
  expect(await endState(portal, installation)).toEqual(undisturbed.largeShop)
  const written = writesPerContact(portal.server.state)
  expect(written.size).toBe(largeShop)
  expect(Math.max(...written.values())).toBe(1)
})
