import { recordCurrency, type TargetDefinition } from '@rapport/connector'
import { listRejects, rememberHeld } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { createPlan } from './plan.ts'
import { readPlan } from './preview.ts'
import { planRevert } from './revert.ts'
import { convertMoney, listMissingRates } from './target-money.ts'
import { applyTo } from './testing/applying.ts'
import { type TestCrm, testContext, testCrm } from './testing/crm.ts'
import { planRequest, recordIds } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'
import type { DatedRecord } from './wanted.ts'
import { inOneCurrency, inRecordCurrencies, learnCurrencies } from './wanted-money.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const fields = targetFields(['clv', 'historic_value', 'orders', 'why'], 'contact')
const rates: Readonly<Record<string, number>> = { EUR: 0.5, JPY: 100 }
const asOf = new Date('2026-02-01T12:00:00Z')

const conversion = () =>
  convertMoney(
    'USD',
    async (to) => ({ rateOn: (_from, day) => (day === '2026-02-01' ? (rates[to] ?? null) : null) }),
    (at) => at.toISOString().slice(0, 10),
  )

type Values = Readonly<Record<string, number | string | null>>

async function* wanted(values: Readonly<Record<string, Values>>): AsyncGenerator<DatedRecord> {
  for (const [recordId, of] of Object.entries(values)) yield { recordId, customerId: null, values: of, asOf }
}

/** Plans these values, given in dollars, for records of the currencies that the CRM keeps them in. */
async function plan(crm: TestCrm, values: Readonly<Record<string, Values>>, money = conversion()) {
  const { db } = workspace
  const of = {
    db,
    ctx: testContext(),
    target: crm.target,
    entity: 'contact',
    fields,
    conversion: money,
  } as const
  return createPlan(db, planRequest(fields, {}, { wanted: inRecordCurrencies(wanted(values), of) }))
}

function crmOf(currencies: Readonly<Record<string, string>>, batchSize?: number): TestCrm {
  const crm = testCrm(Object.keys(currencies), batchSize)
  for (const [id, currency] of Object.entries(currencies)) crm.currencies.set(id, currency)
  return crm
}

/** A record holds this before Rapport writes to it, and that was read. */
async function holds(crm: TestCrm, id: string, values: Values): Promise<void> {
  crm.edit(id, values)
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id, held: values }])
}

const lines = async (planId: number) => (await readPlan(workspace.db, planId, { limit: 99 })).lines

test('money is written in the currency of each record, and nothing else is converted', async () => {
  const crm = crmOf({ a: 'USD', b: 'EUR', c: 'JPY' })
  const values = { clv: 10, historic_value: null, orders: 3 }
  const { planId } = await plan(crm, { a: values, b: values, c: values })
  expect(await applyTo(workspace, crm, planId)).toMatchObject({ applied: 3 })
  expect(crm.snapshot()).toEqual({
    a: { clv: 10, orders: 3 },
    b: { clv: 5, orders: 3 },
    c: { clv: 1000, orders: 3 },
  })
  const again = await plan(crm, { a: values, b: values, c: values })
  expect(again.counts).toMatchObject({ unchanged: 3 })
})

test('the money of a record whose currency has no rate is left, the rest of it is written, and that is listed', async () => {
  const { db } = workspace
  const crm = crmOf({ a: 'EUR', b: 'CHF' })
  crm.edit('b', { clv: 7 })
  const money = conversion()
  const { planId } = await plan(crm, { a: { clv: 10, orders: 1 }, b: { clv: 10, orders: 1 } }, money)
  await applyTo({ ...workspace, db }, crm, planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 5, orders: 1 }, b: { clv: 7, orders: 1 } })
  const of = { connection: 'crm', entity: 'contact' } as const
  expect(await listMissingRates(db, of, money)).toBe(1)
  expect((await listRejects(db, 9))[0]?.reason).toContain('no exchange rate from USD to CHF for 2026-02-01')
})

test('currencies are asked for once, by as many records as the CRM takes at once', async () => {
  const ids = recordIds(25)
  const crm = crmOf(Object.fromEntries(ids.map((id) => [id, 'EUR'])), 10)
  const values = Object.fromEntries(ids.map((id) => [id, { clv: 10 }]))
  await plan(crm, values)
  expect(crm.calls.current).toBe(3)
  await plan(crm, values)
  expect(crm.calls.current).toBe(3)
})

test('a plan makes no call where currencies were learned before it, also of records of which the CRM tells none', async () => {
  const crm = crmOf({ a: 'EUR', b: 'EUR' })
  const { current } = crm.target
  const target: TargetDefinition<unknown> = {
    ...crm.target,
    current: async (...args) =>
      new Map(
        [...(await current(...args))].map(([id, of]) => [
          id,
          id === 'b' ? { ...of, [recordCurrency]: null } : of,
        ]),
      ),
  }
  const { db } = workspace
  const values = { a: { clv: 10 }, b: { clv: 10, orders: 2 }, gone: { clv: 10 } }
  const money = conversion()
  const of = { db, ctx: testContext(), target, entity: 'contact', fields, conversion: money } as const
  const learned = await learnCurrencies(wanted(values), of)
  const before = crm.calls.current
  const request = { wanted: inRecordCurrencies(wanted(values), { ...of, learned }) }
  const { planId } = await createPlan(db, planRequest(fields, {}, request))
  expect(before).toBeGreaterThan(0)
  expect(crm.calls.current).toBe(before)
  expect((await lines(planId)).map(({ recordId, changes }) => [recordId, changes])).toMatchObject([
    ['a', [{ field: 'clv', after: 5 }]],
    ['b', [{ field: 'orders', after: 2 }]],
  ])
  expect(money.unknown()).toBe(1)
})

test('a currency that a stream has read is not asked for, nor is that of a record without money', async () => {
  const crm = crmOf({ a: 'EUR', b: 'EUR' })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { [recordCurrency]: 'EUR' } }])
  const { planId } = await plan(crm, { a: { clv: 10 }, b: { clv: null, orders: 2 } })
  expect(crm.calls.current).toBe(0)
  expect((await lines(planId)).map(({ changes }) => changes)).toEqual([
    [{ field: 'clv', before: null, after: 5 }],
    [{ field: 'orders', before: null, after: 2 }],
  ])
})

test('the money of a record whose currency the CRM does not tell is left alone, and listed', async () => {
  const crm = crmOf({ a: 'EUR' })
  const { current } = crm.target
  const target: TargetDefinition<unknown> = {
    ...crm.target,
    current: async (...args) =>
      new Map([...(await current(...args))].map(([id, of]) => [id, { ...of, [recordCurrency]: null }])),
  }
  const money = conversion()
  const { planId } = await plan({ ...crm, target }, { a: { clv: 10, orders: 2 }, gone: { clv: 10 } }, money)
  expect((await lines(planId))[0]?.changes.map(({ field }) => field)).toEqual(['orders'])
  expect(await listMissingRates(workspace.db, { connection: 'crm', entity: 'contact' }, money)).toBe(1)
  expect((await listRejects(workspace.db, 9))[0]?.reason).toContain('in which currency 1 records are kept')
})

test('an amount that became unknown is cleared, whatever the currency is by now', async () => {
  const crm = crmOf({ a: 'EUR' })
  await applyTo(workspace, crm, (await plan(crm, { a: { clv: 10 } })).planId)
  crm.currencies.set('a', 'CHF')
  await applyTo(workspace, crm, (await plan(crm, { a: { clv: null } })).planId)
  expect(crm.snapshot()).toEqual({ a: { clv: null } })
})

test('an amount that was cleared is not put back into a record of another currency', async () => {
  const crm = crmOf({ a: 'EUR' })
  await applyTo(workspace, crm, (await plan(crm, { a: { clv: 10 } })).planId)
  const cleared = await plan(crm, { a: { clv: null } })
  await applyTo(workspace, crm, cleared.planId)
  crm.currencies.set('a', 'JPY')
  const revert = await planRevert(workspace.db, cleared.planId)
  await applyTo(workspace, crm, revert.planId)
  expect(crm.snapshot()).toEqual({ a: { clv: null } })
  expect((await lines(revert.planId)).map(({ state }) => state)).toEqual(['refused'])
})

test('an amount that a moved rate changes little is not written, one in the currency of the workspace is', async () => {
  const crm = crmOf({ a: 'USD', b: 'EUR' })
  const first = { historic_value: 1000 }
  await applyTo(workspace, crm, (await plan(crm, { a: first, b: first })).planId)
  const moved = { historic_value: 1001 }
  expect((await plan(crm, { a: moved, b: moved })).counts).toMatchObject({ changed: 1, unchanged: 1 })
})

test('money is left where the record got another currency after it was planned, and planned anew in that', async () => {
  const crm = crmOf({ a: 'EUR', b: 'EUR' })
  const values = { a: { clv: 10, orders: 1 }, b: { clv: 10 } }
  const { planId } = await plan(crm, values)
  for (const id of ['a', 'b']) crm.currencies.set(id, 'JPY')
  expect(await applyTo(workspace, crm, planId)).toMatchObject({ applied: 1, drifted: 1 })
  expect(crm.snapshot()).toEqual({ a: { orders: 1 }, b: {} })
  expect((await lines(planId)).map(({ reason }) => reason)).toEqual([
    'left because the record is kept in JPY by now, and the amounts are in EUR: clv',
    'left because the record is kept in JPY by now, and the amounts are in EUR: clv',
  ])
  await applyTo(workspace, crm, (await plan(crm, values)).planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 1000, orders: 1 }, b: { clv: 1000 } })
})

test('an amount that a person edited is drift in the currency of the record', async () => {
  const crm = crmOf({ a: 'EUR' })
  await applyTo(workspace, crm, (await plan(crm, { a: { clv: 10 } })).planId)
  await holds(crm, 'a', { clv: 10 })
  const { planId, counts } = await plan(crm, { a: { clv: 20 } })
  expect(counts).toMatchObject({ drifted: 0, unchanged: 1 })
  await holds(crm, 'a', { clv: 11 })
  const edited = await plan(crm, { a: { clv: 20 } })
  expect(edited.counts).toMatchObject({ drifted: 1 })
  expect((await lines(edited.planId))[0]?.reason).toContain('Rapport wrote 5, it holds 11')
  expect(edited.planId).toBeGreaterThan(planId)
})

test('a revert puts back the amounts of each currency', async () => {
  const crm = crmOf({ a: 'USD', b: 'EUR' })
  await holds(crm, 'b', { clv: 8 })
  const before = crm.snapshot()
  const { planId } = await plan(crm, { a: { clv: 10 }, b: { clv: 10 } })
  await applyTo(workspace, crm, planId)
  const revert = await planRevert(workspace.db, planId)
  expect(revert.counts).toEqual({ considered: 2, planned: 2, refused: 0 })
  await applyTo(workspace, crm, revert.planId)
  expect(crm.snapshot()).toEqual({ a: { clv: null }, b: before.b })
})

test('a revert empties what was empty, and puts no amount back into a record of another currency', async () => {
  const crm = crmOf({ a: 'EUR', b: 'EUR', c: 'EUR' })
  for (const id of ['a', 'c']) await holds(crm, id, { clv: 8 })
  const { planId } = await plan(crm, { a: { clv: 10 }, b: { clv: 10 }, c: { clv: 10, orders: 2 } })
  await applyTo(workspace, crm, planId)
  // Of one record this is known when the revert is planned, of the others it shows when it is applied.
  for (const id of ['a', 'b', 'c']) crm.currencies.set(id, 'USD')
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { [recordCurrency]: 'USD' } }])
  const revert = await planRevert(workspace.db, planId)
  expect(revert.counts).toEqual({ considered: 3, planned: 2, refused: 1 })
  await applyTo(workspace, crm, revert.planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 5 }, b: { clv: null }, c: { clv: 5, orders: null } })
  expect((await lines(revert.planId)).map(({ state }) => state)).toEqual(['refused', 'applied', 'applied'])
})

test('in one currency, money is brought into it by the rate of its moment, and left alone without one', async () => {
  const read = async (to: string) => {
    const values = wanted({ a: { clv: 10, historic_value: null, orders: 3 } })
    for await (const record of inOneCurrency(values, fields, conversion(), to)) return record.values
    return null
  }
  expect(await read('EUR')).toEqual({ clv: 5, historic_value: null, orders: 3 })
  expect(await read('CHF')).toEqual({ orders: 3 })
})
