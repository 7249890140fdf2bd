import { ConnectorError, type FieldValues } from '@rapport/connector'
import { countRejects } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ApplyOptions } from './apply.ts'
import { loadPlan } from './plan-record.ts'
import { summarizePlan } from './preview.ts'
import { applyTo, planValues } from './testing/applying.ts'
import { refusal, type TestCrm, testCrm } from './testing/crm.ts'
import { all, recordIds } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const plan = (wanted: Readonly<Record<string, FieldValues>>) => planValues(workspace.db, wanted)
const apply = (crm: TestCrm, planId: number, more?: Partial<ApplyOptions>) =>
  applyTo(workspace, crm, planId, more)

test('a record that is locked for a moment is sent again at once', async () => {
  const crm = testCrm(['a', 'b'])
  crm.refused.set('a', refusal('conflict', 'the row is locked'))
  crm.interrupt = (step) => {
    if (step === 'afterWrite') crm.refused.clear()
  }
  expect(await apply(crm, await plan(all(['a', 'b'], { clv: 5 })))).toMatchObject({
    applied: 2,
    writeCalls: 2,
  })
})

test('an answer that is lost after the effect is read back and not sent twice', async () => {
  const crm = testCrm(recordIds(10))
  let losses = 1
  crm.interrupt = (step) => {
    if (step === 'afterWrite' && losses-- > 0) {
      throw new ConnectorError('transient', 'the connection was cut', { outcome: 'unknown' })
    }
  }
  expect(await apply(crm, await plan(all(recordIds(10), { clv: 5 })))).toMatchObject({
    applied: 10,
    writeCalls: 1,
  })
  expect([...crm.effects.values()]).toEqual(Array(10).fill(1))
})

test('a call that is lost before the effect is sent again', async () => {
  const crm = testCrm(recordIds(10))
  let losses = 1
  crm.interrupt = (step) => {
    if (step === 'beforeWrite' && losses-- > 0) {
      throw new ConnectorError('transient', 'the connection was cut', { outcome: 'unknown' })
    }
  }
  expect(await apply(crm, await plan(all(recordIds(10), { clv: 5 })))).toMatchObject({ applied: 10 })
  expect([...crm.effects.values()]).toEqual(Array(10).fill(1))
})

test('a row whose outcome is unknown is read back alone', async () => {
  const crm = testCrm(['a', 'b'])
  const { write } = crm.target
  const target = {
    ...crm.target,
    write: async (...args: Parameters<typeof write>) => {
      const results = await write(...args)
      const error = new ConnectorError('transient', 'no answer for this row', { outcome: 'unknown' })
      return results.map((result) => (result.id === 'b' ? { id: 'b', ok: false as const, error } : result))
    },
  }
  const counts = await apply({ ...crm, target }, await plan(all(['a', 'b'], { clv: 5 })))
  expect(counts).toMatchObject({ applied: 2, readCalls: 2, writeCalls: 1 })
})

test('a CRM that never answers stops the step after three tries, and the plan can go on later', async () => {
  const crm = testCrm(recordIds(3))
  crm.interrupt = (step) => {
    if (step === 'beforeWrite') throw new ConnectorError('transient', 'no answer', { outcome: 'unknown' })
  }
  const planId = await plan(all(recordIds(3), { clv: 5 }))
  await expect(apply(crm, planId)).rejects.toMatchObject({ kind: 'transient', outcome: 'unknown' })
  expect((await loadPlan(workspace.db, planId)).state).toBe('applying')
  crm.interrupt = () => {}
  expect(await apply(crm, planId)).toMatchObject({ applied: 3 })
})

test.each(['auth', 'config', 'rate'] as const)(
  'an error of kind %s stops the step and loses nothing',
  async (kind) => {
    const crm = testCrm(recordIds(30))
    crm.interrupt = (step) => {
      if (step === 'beforeWrite' && crm.calls.write === 1) throw new ConnectorError(kind, 'not now')
    }
    const planId = await plan(all(recordIds(30), { clv: 5 }))
    await expect(apply(crm, planId, { concurrency: 1 })).rejects.toMatchObject({ kind, message: 'not now' })
    crm.interrupt = () => {}
    expect(await apply(crm, planId)).toMatchObject({ applied: 20, rejected: 0 })
    expect([...crm.effects.values()]).toEqual(Array(30).fill(1))
  },
)

test('a batch that is refused as a whole is halved until the record at fault stands alone', async () => {
  const crm = testCrm(recordIds(8))
  const { write } = crm.target
  const strict = {
    ...crm.target,
    write: async (...args: Parameters<typeof write>) => {
      if (args[1].some(({ id }) => id === 'r5')) throw refusal('invalid', 'one of the inputs is wrong')
      return write(...args)
    },
  }
  expect(await apply({ ...crm, target: strict }, await plan(all(recordIds(8), { clv: 5 })))).toMatchObject({
    applied: 7,
    rejected: 1,
  })
  expect([...crm.effects.keys()].sort()).toEqual(recordIds(8).filter((id) => id !== 'r5'))
})

test.each(['auth', 'config'] as const)(
  'rows that were not sent for an error of kind %s end the step, and what was written stays written',
  async (kind) => {
    const crm = testCrm(recordIds(4))
    for (const id of ['r2', 'r3']) crm.refused.set(id, refusal(kind, 'the token was withdrawn'))
    const planId = await plan(all(recordIds(4), { clv: 5 }))
    await expect(apply(crm, planId)).rejects.toMatchObject({ kind, message: 'the token was withdrawn' })
    expect(crm.calls.write).toBe(1)
    expect((await summarizePlan(workspace.db, planId)).items).toEqual({ applied: 2, planned: 2 })
    expect(await countRejects(workspace.db)).toBe(0)

    crm.refused.clear()
    expect(await apply(crm, planId)).toMatchObject({ applied: 2, rejected: 0 })
    expect([...crm.effects.values()]).toEqual(Array(4).fill(1))
  },
)

test.each(['rate', 'transient'] as const)(
  'rows that are not taken for an error of kind %s in three tries end the step and are no rejects',
  async (kind) => {
    const crm = testCrm(recordIds(3))
    crm.refused.set('r1', refusal('conflict', 'the row is locked'))
    crm.refused.set('r2', refusal(kind, 'not now'))
    const planId = await plan(all(recordIds(3), { clv: 5 }))
    await expect(apply(crm, planId)).rejects.toMatchObject({
      kind,
      outcome: 'none',
      message:
        '1 writes were not taken in 3 tries and were not applied: not now; apply the plan again to go on',
    })
    expect(crm.calls.write).toBe(3)
    expect((await summarizePlan(workspace.db, planId)).items).toEqual({ applied: 1, rejected: 1, planned: 1 })

    crm.refused.clear()
    expect(await apply(crm, planId)).toMatchObject({ applied: 1 })
  },
)

test('a row of which nobody knows stays under way when another row ends the step', async () => {
  const crm = testCrm(['a', 'b'])
  crm.refused.set('a', new ConnectorError('transient', 'no answer for this row', { outcome: 'unknown' }))
  crm.refused.set('b', refusal('auth', 'the token was withdrawn'))
  const planId = await plan(all(['a', 'b'], { clv: 5 }))
  await expect(apply(crm, planId)).rejects.toMatchObject({ kind: 'auth' })
  expect((await summarizePlan(workspace.db, planId)).items).toEqual({ sending: 2 })
  crm.refused.clear()
  expect(await apply(crm, planId)).toMatchObject({ applied: 2 })
})

test('results that do not match the batch are no success', async () => {
  const crm = testCrm(recordIds(2))
  const target = { ...crm.target, write: async () => [] }
  const planId = await plan(all(recordIds(2), { clv: 5 }))
  await expect(apply({ ...crm, target }, planId)).rejects.toMatchObject({ kind: 'contract' })
})
