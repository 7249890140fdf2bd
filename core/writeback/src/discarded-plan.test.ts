import type { FieldValues } from '@rapport/connector'
import { rememberHeld, rememberWritten, retireConnection } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readPlan, summarizePlan } from './preview.ts'
import { planRevert } from './revert.ts'
import { applyTo, planValues } from './testing/applying.ts'
import { refusal, testCrm } from './testing/crm.ts'
import { all } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const plan = (wanted: Readonly<Record<string, FieldValues>>) => planValues(workspace.db, wanted)
const summary = (planId: number) => summarizePlan(workspace.db, planId)
const linesOf = async (planId: number) => {
  const { lines } = await readPlan(workspace.db, planId, { limit: 99 })
  return lines.map(({ recordId, state }) => [recordId, state])
}

test('of a plan that was replaced before it was applied, no line is kept, and how many there were', async () => {
  await rememberWritten(workspace.db, 'crm', 'contact', [{ id: 'edited', values: { clv: 5 } }])
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'edited', held: { clv: 7 } }])
  const old = await plan(all(['a', 'b', 'edited'], { clv: 9 }))
  const next = await plan(all(['a', 'b', 'edited'], { clv: 9 }))
  expect(await linesOf(old)).toEqual([])
  expect(await summary(old)).toMatchObject({
    ...{ state: 'discarded', items: { planned: 2, drifted: 1 }, linesNotKept: 3 },
  })
  expect(await linesOf(next)).toHaveLength(3)
})

test('of a plan that was replaced half-done, what was sent is kept, and can be taken back', async () => {
  const crm = testCrm(['a', 'b', 'c'], 1)
  crm.refused.set('b', refusal('invalid', 'b is locked'))
  crm.interrupt = (step) => {
    if (step === 'current' && crm.calls.current === 2) throw new Error('killed')
  }
  const old = await plan(all(['a', 'b', 'c', 'd'], { clv: 9 }))
  await expect(applyTo(workspace, crm, old, { concurrency: 1 })).rejects.toThrow('killed')
  crm.interrupt = () => {}
  await plan({})
  expect(await linesOf(old)).toEqual([
    ['a', 'applied'],
    ['b', 'rejected'],
  ])
  expect(await summary(old)).toMatchObject({
    items: { applied: 1, rejected: 1, planned: 2 },
    linesNotKept: 2,
  })
  await applyTo(workspace, crm, (await planRevert(workspace.db, old)).planId)
  expect(crm.records.get('a')).toEqual({ clv: null })
})

test('a plan that was discarded as its connection was forgotten keeps its lines', async () => {
  const planId = await plan(all(['a', 'b'], { clv: 9 }))
  await retireConnection(workspace.db, 'crm')
  expect(await linesOf(planId)).toHaveLength(2)
  expect(await summary(planId)).toMatchObject({
    ...{ state: 'discarded', items: { planned: 2 }, linesNotKept: 0 },
  })
})

test('a plan that is applied keeps the lines that it left', async () => {
  const crm = testCrm(['a', 'b'])
  await applyTo(workspace, crm, await plan(all(['a', 'b'], { clv: 5 })))
  crm.edit('a', { clv: 7 })
  const planId = await plan(all(['a', 'b'], { clv: 9 }))
  await applyTo(workspace, crm, planId)
  await plan({})
  expect(await linesOf(planId)).toEqual([
    ['a', 'drifted'],
    ['b', 'applied'],
  ])
})
