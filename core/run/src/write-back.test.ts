import { ConnectorError } from '@rapport/connector'
import { markDeleted } from '@rapport/store'
import { expect, test } from 'vitest'
import { sync } from './sync.ts'
import {
  giveCustomers,
  openTestWorkspace,
  plainRun,
  type TestWorkspace,
  wonDeal,
} from './testing/workspace.ts'
import { applyPlanById, latestOpenPlan, release, revert, showPlan } from './write-back.ts'

const signal = new AbortController().signal

/** The set-up of a workspace whose guard rails act from the first record on. */
function guarded(opened: TestWorkspace) {
  return opened.configured({ guardRails: { minRecords: 1, maxChangedShare: 0.5, maxClearedShare: 0.05 } })
}

/** Every customer buys again. */
function changeAll({ crm }: TestWorkspace, count: number): void {
  for (let index = 1; index <= count; index += 1) {
    const id = `c${String(index).padStart(2, '0')}`
    crm.give('deal', [wonDeal(`${id}-second`, id, 1_000, '2026-04-01T12:00:00Z')])
  }
}

test('A guard rail stops the run before it writes, says why, and the plan can be applied once confirmed', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 4)
  const workspace = guarded(opened)
  expect(await sync(workspace, plainRun())).toMatchObject({ state: 'succeeded', written: 4 })
  changeAll(opened, 4)
  const stopped = await sync(workspace, plainRun())
  expect(stopped).toMatchObject({
    state: 'stopped',
    failure: null,
    written: 0,
    message: expect.stringMatching(
      /would make numbers jump in .*4 of the 4 records .*nothing was written.*confirm/,
    ),
  })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 10 })

  const planId = await latestOpenPlan(workspace)
  expect(planId).toBe(stopped.planIds[0])
  expect((await showPlan(workspace, { limit: 10 }))?.plan.id).toBe(planId)
  const apply = (confirm: boolean) => applyPlanById(workspace, planId ?? 0, { confirm, signal })
  await expect(apply(false)).rejects.toThrow(/stopped by a guard rail/)
  expect((await apply(true)).counts).toMatchObject({ applied: 4 })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 1_010 })
  expect(await latestOpenPlan(workspace)).toBeNull()
})

test('A confirmed run goes on where a guard rail would stop', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 4)
  const workspace = guarded(opened)
  await sync(workspace, plainRun())
  changeAll(opened, 4)
  expect(await sync(workspace, { ...plainRun(), confirm: true })).toMatchObject({
    state: 'succeeded',
    written: 4,
  })
})

test('Values that would be cleared count for the guard rail', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 4)
  const workspace = guarded(opened)
  await sync(workspace, plainRun())
  await markDeleted(workspace.store.db, 'crm', 'deal', [{ id: 'c01-first' }])
  expect(await sync(workspace, plainRun())).toMatchObject({
    state: 'stopped',
    message: expect.stringContaining('would clear values of 1 of the 4'),
  })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 10 })
  await sync(workspace, { ...plainRun(), confirm: true })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: null })
})

test('Writes whose answer was lost are read back before the next plan, and none takes effect twice', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 12)
  const controller = new AbortController()
  let batches = 0
  opened.crm.aroundWrite = (moment) => {
    batches += moment === 'after' ? 1 : 0
    if (batches === 2) {
      controller.abort()
      throw new Error('the process was stopped in the middle of the answer')
    }
  }
  expect(await opened.sync({ signal: controller.signal })).toMatchObject({ state: 'cancelled' })
  const { db } = opened.workspace.store
  const sending = await db
    .selectFrom('plan_item')
    .select('record_id')
    .where('state', '=', 'sending')
    .execute()
  expect(sending.length).toBeGreaterThan(0)

  opened.crm.aroundWrite = () => {}
  expect(await opened.sync()).toMatchObject({ state: 'succeeded' })
  expect(opened.crm.writes).toBe(12)
  expect(opened.crm.held.size).toBe(12)
  expect(await db.selectFrom('plan_item').select('id').where('state', '=', 'sending').execute()).toEqual([])
})

test('A field that a person edited since is left and counted', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  await opened.sync()
  opened.crm.held.set('c01', { ...opened.crm.held.get('c01'), clv: 5 })
  opened.crm.give('contact', [{ id: 'c01', name: 'Customer c01' }])
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', drifted: 1, written: 0 })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 5 })
})

test('A field that somebody deleted is filled again for all records, also where applying a plan created it', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 3)
  await opened.sync()
  crm.deleteField('clv')
  crm.give('deal', [wonDeal('c01-second', 'c01', 1_000, '2026-04-01T12:00:00Z')])
  const { planIds } = await opened.sync({ dryRun: true })
  const applied = await applyPlanById(workspace, planIds[0] ?? 0, { confirm: false, signal })
  expect(applied.counts).toMatchObject({ applied: 1, drifted: 0 })
  expect(await opened.sync()).toMatchObject({ written: 2, drifted: 0 })
  expect([...crm.held.values()].map(({ clv }) => clv)).toEqual([1_010, 20, 30])
  expect(await opened.sync()).toMatchObject({ written: 0, drifted: 0 })
})

test('A revert puts back what stood there and holds it until it is released', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const { planIds } = await opened.sync()
  const reverted = await revert(opened.workspace, { plan: planIds[0] ?? 0 }, { signal })
  expect(reverted).toMatchObject({ applied: 3, refused: 0 })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: null, orders: null })
  expect(await opened.sync()).toMatchObject({ planned: { 'crm/contact': 0 }, written: 0 })

  expect(await release(opened.workspace, { connection: 'crm' })).toMatchObject({ records: 3 })
  expect(await opened.sync()).toMatchObject({ written: 3 })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 10, orders: 1 })
})

test('One record can be reverted and released alone, and a record that a person edited is refused', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  await opened.sync()
  const record = (id: string) => ({ record: { connection: 'crm', entity: 'contact' as const, id } })
  expect(await revert(opened.workspace, record('c02'), { signal })).toMatchObject({ applied: 1, refused: 0 })
  expect(opened.crm.held.get('c02')).toMatchObject({ clv: null })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 10 })
  expect((await release(opened.workspace, record('c02'))).records).toBe(1)

  opened.crm.held.set('c03', { clv: 7, orders: 7, why: 'by hand' })
  expect(await revert(opened.workspace, record('c03'), { signal })).toMatchObject({ applied: 0, refused: 1 })
  expect(opened.crm.held.get('c03')).toEqual({ clv: 7, orders: 7, why: 'by hand' })
})

test('A revert tells which records the CRM refused and which are gone', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const { planIds } = await opened.sync()
  opened.crm.refused.set('c01', new ConnectorError('invalid', 'c01 is locked'))
  opened.crm.gone.add('c02')
  const again = () => revert(opened.workspace, { plan: planIds[0] ?? 0 }, { signal })
  expect(await again()).toMatchObject({ applied: 1, refused: 0, rejected: 1, gone: 1 })
  expect(await again()).toMatchObject({ applied: 0, refused: 0, rejected: 1, gone: 1 })
})

test('A record that the CRM refused to put back stays set aside over the next syncs, until it is put back', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const { planIds } = await opened.sync()
  const again = () => revert(opened.workspace, { plan: planIds[0] ?? 0 }, { signal })
  opened.crm.refused.set('c01', new ConnectorError('invalid', 'c01 is locked'))
  await again()
  opened.crm.refused.clear()
  expect(await opened.sync()).toMatchObject({ state: 'partial', written: 0, rejected: 1 })
  changeAll(opened, 3)
  expect(await opened.sync()).toMatchObject({ state: 'partial', written: 0, rejected: 1 })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 10 })
  expect(await again()).toMatchObject({ applied: 1, rejected: 0 })
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', rejected: 0 })
})

test('A revert first reads back what an interrupted run was writing', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 12)
  const controller = new AbortController()
  opened.crm.aroundWrite = (moment) => {
    if (moment === 'before') return
    controller.abort()
    throw new Error('the process was stopped in the middle of the answer')
  }
  const { planIds } = await opened.sync({ signal: controller.signal })
  opened.crm.aroundWrite = () => {}
  const written = [...opened.crm.held.keys()]
  expect(written.length).toBeGreaterThan(1)
  const one = { record: { connection: 'crm', entity: 'contact' as const, id: written[0] ?? '' } }
  expect(await revert(opened.workspace, one, { signal })).toMatchObject({ applied: 1 })
  expect(await revert(opened.workspace, { plan: planIds[0] ?? 0 }, { signal })).toMatchObject({
    applied: written.length - 1,
  })
  expect([...opened.crm.held.values()].every(({ clv }) => clv === null)).toBe(true)
})

test('A revert that was interrupted is gone on with by the same command, and goes no further back', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 2)
  await opened.sync()
  changeAll(opened, 2)
  const { planIds } = await opened.sync({ confirm: true })
  const interrupted = async (subject: Parameters<typeof revert>[1]) => {
    crm.aroundWrite = (moment) => {
      if (moment === 'after') throw new Error('the process was killed before it heard the answer')
    }
    await expect(revert(workspace, subject, { signal })).rejects.toThrow(/killed/)
    crm.aroundWrite = () => {}
    return revert(workspace, subject, { signal })
  }
  const one = { record: { connection: 'crm', entity: 'contact' as const, id: 'c01' } }
  expect(await interrupted(one)).toMatchObject({ planId: 3, applied: 1 })
  expect(crm.held.get('c01')).toMatchObject({ clv: 10 })
  expect(await interrupted({ plan: planIds[0] ?? 0 })).toMatchObject({ planId: 4, applied: 1 })
  expect(crm.held.get('c02')).toMatchObject({ clv: 20 })
  const trail = await workspace.store.db.selectFrom('audit').select('action').orderBy('id').execute()
  expect(trail.map(({ action }) => action)).toEqual(['apply', 'apply', 'revert', 'revert'])
})

/** A revert of which so many batches arrive, and whose process is killed before it hears of the last of them. */
async function killedRevert(
  { crm, workspace }: TestWorkspace,
  subject: Parameters<typeof revert>[1],
  batches: number,
): Promise<void> {
  let arrived = 0
  crm.aroundWrite = (moment) => {
    if (moment === 'before' && arrived < batches) arrived += 1
    else throw new Error('the process was killed before it heard the answer')
  }
  await expect(revert(workspace, subject, { signal })).rejects.toThrow(/killed/)
  crm.aroundWrite = () => {}
}

test('A revert that was interrupted goes no further back where a sync came before it was run again', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 2)
  await opened.sync()
  changeAll(opened, 2)
  await opened.sync({ confirm: true })
  const one = { record: { connection: 'crm', entity: 'contact' as const, id: 'c01' } }
  await killedRevert(opened, one, 1)
  crm.give('deal', [wonDeal('c01-third', 'c01', 1, '2026-05-01T12:00:00Z')])
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 0 })
  expect(await revert(workspace, one, { signal })).toMatchObject({ planId: 3, applied: 1 })
  expect(crm.held.get('c01')).toMatchObject({ clv: 10 })
  // Its end was told now: asked again, it is another revert.
  expect(await revert(workspace, one, { signal })).toMatchObject({ applied: 1 })
  expect(crm.held.get('c01')).toMatchObject({ clv: null })
})

test('A revert of a record that was interrupted is gone on with where a sync wrote another field of it', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  const writing = (fields: string[]) => opened.configured({ writeBack: { crm: { contact: fields } } })
  giveCustomers(crm, 1)
  await sync(writing(['clv']), plainRun())
  const one = { record: { connection: 'crm', entity: 'contact' as const, id: 'c01' } }
  await killedRevert(opened, one, 1)
  expect(await sync(writing(['clv', 'orders']), plainRun())).toMatchObject({ written: 1 })
  expect(await revert(workspace, one, { signal })).toMatchObject({ planId: 2, applied: 1 })
  expect(crm.held.get('c01')).toMatchObject({ clv: null, orders: 1 })
})

test('A plan that was taken back in part is not written anew by a sync, and the same command takes back the rest', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 12)
  const { planIds } = await opened.sync()
  const plan = { plan: planIds[0] ?? 0 }
  await killedRevert(opened, plan, 1)
  changeAll(opened, 12)
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 0, drifted: 0 })
  expect(await revert(workspace, plan, { signal })).toMatchObject({ planId: 2, applied: 12, refused: 0 })
  expect([...crm.held.values()].every(({ clv }) => clv === null)).toBe(true)
  const trail = await workspace.store.db.selectFrom('audit').select('action').orderBy('id').execute()
  expect(trail.filter(({ action }) => action === 'revert')).toHaveLength(1)
})

test('A plan that was taken back whole before its end was heard tells that end, also after a sync', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  const { planIds } = await opened.sync()
  const plan = { plan: planIds[0] ?? 0 }
  await killedRevert(opened, plan, 1)
  await opened.sync()
  expect((await showPlan(opened.workspace, { planId: 2, limit: 1 }))?.plan.state).toBe('applied')
  expect(await revert(opened.workspace, plan, { signal })).toMatchObject({ planId: 2, applied: 2 })
  await expect(revert(opened.workspace, plan, { signal })).rejects.toThrow(/nothing that is left to revert/)
})

test('A revert that was interrupted is not among the open plans that are applied where none is named', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 2)
  const { planIds } = await opened.sync()
  await killedRevert(opened, { plan: planIds[0] ?? 0 }, 0)
  expect(await latestOpenPlan(workspace)).toBeNull()
  crm.give('contact', [{ id: 'c03', name: 'Customer c03' }])
  crm.give('deal', [wonDeal('c03-first', 'c03', 30, '2026-04-01T12:00:00Z')])
  const dryRun = await opened.sync({ dryRun: true })
  const open = await latestOpenPlan(workspace)
  expect(open).toBe(dryRun.planIds[0])
  await applyPlanById(workspace, open ?? 0, { confirm: false, signal })
  expect(await latestOpenPlan(workspace)).toBeNull()
  expect([...crm.held.values()].map(({ clv }) => clv)).toEqual([10, 20, 30])
})

test('A revert that was interrupted is given up by releasing what it holds: the next sync replaces it', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 2)
  const { planIds } = await opened.sync()
  await killedRevert(opened, { plan: planIds[0] ?? 0 }, 0)
  await release(workspace, { connection: 'crm' })
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 0 })
  expect((await showPlan(workspace, { planId: 2, limit: 1 }))?.plan.state).toBe('discarded')
  expect([...crm.held.values()].map(({ clv }) => clv)).toEqual([10, 20])
})

test('What a revert that was given up had under way stays released where it turns out to have arrived', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 10)
  const { planIds } = await opened.sync()
  await killedRevert(opened, { plan: planIds[0] ?? 0 }, 1)
  expect([...crm.held.values()].filter(({ clv }) => clv === null)).toHaveLength(5)
  expect((await release(workspace, { connection: 'crm' })).records).toBe(10)
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 5 })
  expect((await showPlan(workspace, { planId: 2, limit: 1 }))?.plan.state).toBe('discarded')
  expect([...crm.held.values()].filter(({ clv }) => clv === null)).toHaveLength(0)
})

test('What an interrupted revert has not put back yet can be released, and is written again', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 2)
  const { planIds } = await opened.sync()
  await killedRevert(opened, { plan: planIds[0] ?? 0 }, 0)
  changeAll(opened, 2)
  expect(await opened.sync()).toMatchObject({ written: 0 })
  expect((await release(workspace, { connection: 'crm' })).records).toBe(2)
  expect(await opened.sync({ confirm: true })).toMatchObject({ written: 2 })
  expect(await revert(workspace, { plan: planIds[0] ?? 0 }, { signal })).toMatchObject({
    applied: 0,
    refused: 2,
  })
  expect(await opened.sync()).toMatchObject({ planned: { 'crm/contact': 0 } })
  crm.give('deal', [wonDeal('c01-third', 'c01', 1, '2026-05-01T12:00:00Z')])
  expect(await opened.sync({ confirm: true })).toMatchObject({ written: 1 })
})

test('Deals are not written to, so they cannot be reverted', async () => {
  await using opened = await openTestWorkspace()
  const deal = { record: { connection: 'crm', entity: 'deal' as const, id: 'd' } }
  await expect(revert(opened.workspace, deal, { signal })).rejects.toThrow(/not to a deal/)
})
