import { ConnectorError, type FieldValues } from '@rapport/connector'
import { countRejects, listRejects } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ApplyOptions } from './apply.ts'
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
const items = async (planId: number) => (await summarizePlan(workspace.db, planId)).items

/** A CRM that takes more than five changes by jobs, and is read ten records at a time. */
const crmWithJobs = (count: number, writesPerJob = 1_000) =>
  testCrm(recordIds(count), 10, { above: 5, writesPerJob })

const unknown = (message: string) => new ConnectorError('transient', message, { outcome: 'unknown' })

test('the changes of all batches go by one job', async () => {
  const crm = crmWithJobs(35)
  const counts = await apply(crm, await plan(all(recordIds(35), { clv: 5, why: 'buys often' })))
  expect(counts).toMatchObject({ applied: 35, readCalls: 4, writeCalls: 1 })
  expect([crm.jobs.sizes, crm.calls.write]).toEqual([[35], 0])
  expect(crm.snapshot()).toEqual(all(recordIds(35), { clv: 5, why: 'buys often' }))
})

test('no more changes than the CRM wants to be sent otherwise make no job', async () => {
  const crm = crmWithJobs(5)
  expect(await apply(crm, await plan(all(recordIds(5), { clv: 5 })))).toMatchObject({ applied: 5 })
  expect([crm.jobs.sizes, crm.calls.write]).toEqual([[], 1])
})

test('a job that is full is sent and over before the next one is filled', async () => {
  const crm = crmWithJobs(35, 12)
  let underWay = 0
  crm.interrupt = (step) => {
    if (step === 'beforeJob') expect(++underWay).toBe(1)
    if (step === 'jobDone') underWay -= 1
  }
  expect(await apply(crm, await plan(all(recordIds(35), { clv: 5 })))).toMatchObject({ applied: 35 })
  expect(crm.jobs.sizes).toEqual([12, 12, 11])
  expect([...crm.effects.values()]).toEqual(Array(35).fill(1))
})

test('records that hold their values, that a person edited or that are gone take no place in a job', async () => {
  const crm = crmWithJobs(20)
  await apply(crm, await plan(all(recordIds(20), { clv: 1 })))
  const planId = await plan(all(recordIds(20), { clv: 5 }))
  crm.edit('r1', { clv: 5 })
  crm.edit('r2', { clv: 7 })
  crm.records.delete('r3')
  expect(await apply(crm, planId)).toMatchObject({ applied: 17, alreadyThere: 1, drifted: 1, gone: 1 })
  expect(crm.jobs.sizes).toEqual([20, 17])
})

test('where nothing is left to be sent, no job is made', async () => {
  const crm = crmWithJobs(20)
  const planId = await plan(all(recordIds(20), { clv: 5 }))
  for (const id of recordIds(20)) crm.edit(id, { clv: 5 })
  expect(await apply(crm, planId)).toMatchObject({ alreadyThere: 20, writeCalls: 0 })
})

test('a record that is refused is set aside with its reason, one that has gone is listed, and the others are written', async () => {
  const crm = crmWithJobs(20)
  crm.refused.set('r7', refusal('invalid', 'over the largest allowed value'))
  crm.refused.set('r9', refusal('gone', 'it was deleted a moment ago'))
  const planId = await plan(all(recordIds(20), { clv: 5 }))
  expect(await apply(crm, planId)).toMatchObject({ applied: 18, rejected: 1, gone: 1 })
  expect(await listRejects(workspace.db, 9)).toMatchObject([
    { record_id: 'r7', reason: 'over the largest allowed value', raw: { clv: 5 } },
  ])
})

test('records that were locked are sent again in batches', async () => {
  const crm = crmWithJobs(20)
  for (const id of recordIds(8)) crm.refused.set(id, refusal('conflict', 'the row is locked'))
  crm.interrupt = (step) => {
    if (step === 'jobDone') crm.refused.clear()
  }
  expect(await apply(crm, await plan(all(recordIds(20), { clv: 5 })))).toMatchObject({ applied: 20 })
  expect([crm.jobs.sizes, crm.calls.write]).toEqual([[20], 1])
})

test('records that no job can carry are written in batches', async () => {
  const crm = crmWithJobs(20)
  crm.jobs.unfit.add('r4').add('r5')
  expect(await apply(crm, await plan(all(recordIds(20), { clv: 5 })))).toMatchObject({ applied: 20 })
  expect([crm.jobs.sizes, crm.calls.write]).toEqual([[18], 1])
})

test('what a job that failed half-way wrote counts, and the others go by the next one', async () => {
  const crm = crmWithJobs(20)
  crm.jobs.failures.push({ after: 7, error: refusal('transient', 'the job was aborted') })
  expect(await apply(crm, await plan(all(recordIds(20), { clv: 5 })))).toMatchObject({ applied: 20 })
  expect(crm.jobs.sizes).toEqual([20, 13])
  expect([...crm.effects.values()]).toEqual(Array(20).fill(1))
})

test('jobs that fail three times end the run, nothing is set aside, and the plan goes on later', async () => {
  const crm = crmWithJobs(20)
  const error = refusal('transient', 'the job was aborted')
  crm.jobs.failures.push({ after: 0, error }, { after: 2, error }, { after: 0, error })
  const planId = await plan(all(recordIds(20), { clv: 5 }))
  await expect(apply(crm, planId)).rejects.toMatchObject({
    kind: 'transient',
    message:
      '18 writes were not taken in 3 tries and were not applied: the job was aborted; apply the plan again to go on',
  })
  expect(await items(planId)).toEqual({ applied: 2, planned: 18 })
  expect(await countRejects(workspace.db)).toBe(0)
  expect(await apply(crm, planId)).toMatchObject({ applied: 18 })
})

test('a job that cannot be used as a whole ends the run at once, and nothing is set aside', async () => {
  const crm = crmWithJobs(20)
  crm.jobs.failures.push({ after: 0, error: refusal('config', 'clv is no field for this user') })
  const planId = await plan(all(recordIds(20), { clv: 5 }))
  await expect(apply(crm, planId)).rejects.toMatchObject({ kind: 'config' })
  expect([crm.jobs.sizes, await items(planId)]).toEqual([[20], { planned: 20 }])
})

test('a job whose end is not known is read back and not sent again', async () => {
  const crm = crmWithJobs(20)
  crm.interrupt = (step) => {
    if (step === 'jobSent') throw unknown('nobody tells how it ended')
  }
  // What this run wrote is applied: only what the CRM held before it was there already.
  expect(await apply(crm, await plan(all(recordIds(20), { clv: 5 })))).toMatchObject({
    applied: 20,
    alreadyThere: 0,
  })
  expect(crm.jobs.sizes).toEqual([20])
  expect([...crm.effects.values()]).toEqual(Array(20).fill(1))
})

test('a job that surely did nothing leaves its lines planned', async () => {
  const crm = crmWithJobs(20)
  crm.interrupt = (step) => {
    if (step === 'beforeJob') throw refusal('transient', 'the upload failed')
  }
  const planId = await plan(all(recordIds(20), { clv: 5 }))
  await expect(apply(crm, planId)).rejects.toThrow('the upload failed')
  expect(await items(planId)).toEqual({ planned: 20 })
})

test('results that break off are read back where they are missing', async () => {
  const crm = crmWithJobs(20)
  crm.refused.set('r2', refusal('invalid', 'no'))
  let parts = 0
  crm.interrupt = (step) => {
    if (step === 'jobResults' && ++parts === 4) throw unknown('the results broke off')
  }
  // Refused, but that was not told: it is sent again, by itself, and refused again.
  expect(await apply(crm, await plan(all(recordIds(20), { clv: 5 })))).toMatchObject({
    applied: 19,
    alreadyThere: 0,
    rejected: 1,
  })
  expect([...crm.effects.values()]).toEqual(Array(19).fill(1))
})

test('a record that the results do not mention is read back', async () => {
  const crm = crmWithJobs(20)
  crm.jobs.unmentioned.add('r3')
  expect(await apply(crm, await plan(all(recordIds(20), { clv: 5 })))).toMatchObject({
    applied: 20,
    alreadyThere: 0,
  })
})

test('an abort while a job is filled leaves no line under way', async () => {
  const crm = crmWithJobs(35)
  const controller = new AbortController()
  crm.interrupt = (step) => {
    if (step === 'current' && crm.calls.current === 2) controller.abort(new Error('interrupted'))
  }
  const planId = await plan(all(recordIds(35), { clv: 5 }))
  await expect(apply(crm, planId, { signal: controller.signal })).rejects.toThrow('interrupted')
  expect([crm.jobs.sizes, await items(planId)]).toEqual([[], { planned: 35 }])
})

test('an abort while a job works leaves its lines under way, and the next run reads them back', async () => {
  const crm = crmWithJobs(35)
  const controller = new AbortController()
  crm.interrupt = (step) => {
    if (step !== 'jobSent') return
    controller.abort(new Error('interrupted'))
    throw controller.signal.reason
  }
  const planId = await plan(all(recordIds(35), { clv: 5 }))
  await expect(apply(crm, planId, { signal: controller.signal })).rejects.toThrow('interrupted')
  expect(await items(planId)).toEqual({ sending: 35 })
  crm.interrupt = () => {}
  expect(await apply(crm, planId)).toMatchObject({ alreadyThere: 35, writeCalls: 0 })
  expect([...crm.effects.values()]).toEqual(Array(35).fill(1))
})
