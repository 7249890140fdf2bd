import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { writesPerContact, writtenFields } from '../support/end-state.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

interface Rejects {
  readonly total: number
  readonly rejects: readonly { record: string; reason: string; stage: string }[]
}

const shopSize = 64
const batchUpdate = { method: 'POST', path: '/crm/v3/objects/contacts/batch/update' }

async function listed(installation: Installation): Promise<Rejects> {
  return (await installation.run('rejects', '--json')).json<Rejects>()
}

it.concurrent('sets the one contact aside that HubSpot refuses, and writes it with the next sync', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  const { server } = portal
  await using installation = await connect(portal)
  server.control.fail({
    ...batchUpdate,
    fault: { kind: 'bad-rows', ids: ['1010'], message: 'This contact is locked by a workflow' },
  })

  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(3)
  expect(sync.json<RunResult>()).toMatchObject({ state: 'partial', written: shopSize - 1, rejected: 1 })
  const { rejects } = await listed(installation)
  expect(rejects).toMatchObject([{ record: 'hubspot/contact:1010', stage: 'write' }])
  expect(rejects[0]?.reason).toContain('This contact is locked by a workflow')

  const next = await installation.run('sync', '--json')
  expect(next.code, next.stderr).toBe(0)
  expect(next.json<RunResult>().written).toBe(1)
  expect(await listed(installation)).toEqual({ total: 0, rejects: [] })
  expect(Object.keys(writtenFields(server.state)[1010] ?? {})).not.toEqual([])
  expect(Math.max(...writesPerContact(server.state).values())).toBe(1)
})

it.concurrent('finds the one contact for whose sake HubSpot refuses whole batches', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  const { server } = portal
  await using installation = await connect(portal)
  // 64, 32, 16, 8, 4, 2, 1: each time the part that the first contact is in.
  server.control.fail({ ...batchUpdate, times: 7, fault: { kind: 'status', status: 400 } })

  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(3)
  expect(sync.json<RunResult>()).toMatchObject({ written: shopSize - 1, rejected: 1 })
  const { rejects } = await listed(installation)
  expect(rejects[0]?.reason).toContain('Injected failure 400')
  expect(writesPerContact(server.state).size).toBe(shopSize - 1)

  const next = await installation.run('sync', '--json')
  expect(next.code, next.stderr).toBe(0)
  expect(writesPerContact(server.state).size).toBe(shopSize)
  expect(Math.max(...writesPerContact(server.state).values())).toBe(1)
})

it.concurrent('tells which contact HubSpot refused to put back, and keeps it on the list until it is put back', async () => {
  await using portal = await openPortal({ seed: seedShop(3) })
  const { server } = portal
  await using installation = await connect(portal)
  expect((await installation.run('sync')).code).toBe(0)
  const refuse = () =>
    server.control.fail({
      ...batchUpdate,
      fault: { kind: 'bad-rows', ids: ['1002'], message: 'This contact is locked by a workflow' },
    })
  refuse()
  const reverted = await installation.run('revert', '1', '--json')
  expect(reverted.code, reverted.stderr).toBe(3)
  expect(reverted.json()).toEqual({ planId: 2, applied: 2, refused: 0, rejected: 1, gone: 0 })
  const { rejects } = await listed(installation)
  expect(rejects).toMatchObject([{ record: 'hubspot/contact:1002', stage: 'write' }])
  expect(rejects[0]?.reason).toMatch(
    /^not put back by the revert of plan 1: .*locked by a workflow.*; revert/,
  )

  refuse()
  const again = await installation.run('revert', '1')
  expect(again.code, again.stderr).toBe(3)
  expect(again.stdout).toContain('0 records put back, 1 refused by the CRM (npx rapport rejects)')
  const sync = await installation.run('sync', '--json')
  expect(sync.json<RunResult>()).toMatchObject({ state: 'partial', written: 0, rejected: 1 })
  const asked = await installation.run('rejects', '--retry')
  expect(asked.stdout).toContain('1 could not be put back, which no sync does: npx rapport revert')

  const last = await installation.run('revert', 'hubspot/contact:1002')
  expect(last.code, last.stderr).toBe(0)
  expect(last.stdout).toContain('1 record put back')
  expect((await listed(installation)).total).toBe(0)
  expect(Object.keys(writtenFields(server.state)[1002] ?? {})).toEqual([])
})
