import { listRejects } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { expect, test } from 'vitest'
import { decideRecord } from './difference.ts'
import { targetFields } from './fields.ts'
import { convertedFields, convertMoney, listMissingRates } from './target-money.ts'

const rates: Readonly<Record<string, number>> = { EUR: 0.9, JPY: 150 }
const dayOf = (asOf: Date) => asOf.toISOString().slice(0, 10)
const since = (first: string) => async (to: string) => ({
  rateOn: (currency: string, day: string) =>
    currency === 'USD' && day >= first ? (rates[to] ?? null) : null,
})
const [earlier, later] = [new Date('2024-01-31T23:59:59Z'), new Date('2024-02-29T23:59:59Z')]

async function conversionInto(...currencies: string[]) {
  const conversion = convertMoney('USD', since('2024-02-01'), dayOf)
  for (const currency of currencies) await conversion.load(currency)
  return conversion
}

test('the rate is that of the day of the score, and the days without one are counted', async () => {
  const conversion = await conversionInto('EUR')
  expect([later, earlier, earlier].map((asOf) => conversion.rateAt(asOf, 'EUR'))).toEqual([0.9, null, null])
  expect([...conversion.missing()]).toEqual([['EUR', new Map([['2024-01-31', 2]])]])
})

test("the workspace's own currency needs no rate", async () => {
  const conversion = await conversionInto('USD')
  expect(conversion.rateAt(earlier, 'USD')).toBe(1)
  expect([...conversion.missing()]).toEqual([])
})

test('every currency without a rate is listed, in one line', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const conversion = await conversionInto('EUR', 'CHF')
  for (const to of ['EUR', 'CHF', 'CHF']) conversion.rateAt(to === 'EUR' ? earlier : later, to)
  expect(await listMissingRates(db, { connection: 'crm', entity: 'company' }, conversion)).toBe(3)
  const [line, ...others] = await listRejects(db, 10)
  expect(others).toEqual([])
  expect(line?.reason).toMatch(
    /from USD to EUR for 2024-01-31: the money fields of 1 records.*from USD to CHF for 2024-02-29: the money fields of 2 records/,
  )
})

test('a missing rate is listed once for all records, and no longer when there is one', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const conversion = await conversionInto('EUR')
  for (let record = 0; record < 3; record++) conversion.rateAt(earlier, 'EUR')
  const of = { connection: 'crm', entity: 'contact' } as const
  expect(await listMissingRates(db, of, conversion)).toBe(3)
  expect(await listMissingRates(db, of, conversion)).toBe(3)
  expect(await listRejects(db, 10)).toMatchObject([
    {
      stage: 'write',
      record_id: '*',
      tries: 2,
      reason: expect.stringContaining(
        'no exchange rate from USD to EUR for 2024-01-31: the money fields of 3 records are left as they are; add a line such as USD,EUR,2024-01-31,RATE',
      ),
    },
  ])
  expect(await listMissingRates(db, of, null)).toBe(0)
  expect(await listRejects(db, 10)).toEqual([])
})

test('a rate that moved a little is no reason to write converted money', () => {
  const fields = targetFields(['historic_value', 'orders'], 'contact')
  const known = {
    held: { historic_value: 90, orders: 3 },
    written: { historic_value: 90, orders: 3 },
    onHold: new Set<string>(),
  }
  const rules = { onDrift: 'keep', materiality: 0.01 } as const
  const decide = (value: number, of = convertedFields(fields)) =>
    decideRecord(of, { historic_value: value, orders: 3 }, known, rules).outcome
  expect(decide(90.5)).toBe('unchanged')
  expect(decide(91)).toBe('changed')
  expect(decide(90.5, fields)).toBe('changed')
})
