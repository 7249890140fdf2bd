import { listRejects } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { expect, test } from 'vitest'
import { decideRecord } from './difference.ts'
import { targetFields } from './fields.ts'
import { convertedFields, convertMoney, listMissingRates } from './target-money.ts'

const currencies = { from: 'USD', to: 'EUR' }
const dayOf = (asOf: Date) => asOf.toISOString().slice(0, 10)
const since = (first: string) => ({
  rateOn: (currency: string, day: string) => (currency === 'USD' && day >= first ? 0.9 : null),
})
const [earlier, later] = [new Date('2024-01-31T23:59:59Z'), new Date('2024-02-29T23:59:59Z')]

test('the rate is that of the day of the score, and the days without one are counted', () => {
  const conversion = convertMoney(currencies, since('2024-02-01'), dayOf)
  expect([later, earlier, earlier].map((asOf) => conversion.rateAt(asOf))).toEqual([0.9, null, null])
  expect([...conversion.missing()]).toEqual([['2024-01-31', 2]])
})

test('a missing rate is listed once for all records, and no longer when there is one', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const conversion = convertMoney(currencies, since('2024-02-01'), dayOf)
  for (let record = 0; record < 3; record++) conversion.rateAt(earlier)
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
  const fields = targetFields(['historic_value', 'orders'])
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
