import { describe, expect, it } from 'vitest'
import { UsageError } from '../command-error.ts'
import { TODAY, valueRequest } from './testing/value-files.ts'
import { checkValueRequest, horizonMonthsOf, horizonOf, type ValueRequest } from './value-request.ts'

const check = (changes: Partial<ValueRequest>) => () =>
  checkValueRequest(valueRequest({ transactions: 't.csv', ...changes }), TODAY)

/** Without transactions. */
const checkOnly = (changes: Partial<ValueRequest>) => () => checkValueRequest(valueRequest(changes), TODAY)

describe('checkValueRequest', () => {
  it.each<Partial<ValueRequest>>([
    {},
    { subscriptions: 's.csv' },
    { covariates: 'c.csv' },
    { model: 'mbg-nbd', covariates: 'c.csv', holdout: 26, report: 'r.html', out: 'o.csv' },
    { asOf: TODAY },
    { horizon: 5217 },
  ])('lets %o pass', (changes) => {
    expect(check(changes)).not.toThrow()
  })

  it.each<[Partial<ValueRequest>, RegExp]>([
    [{ model: 'sbg' }, /The model sbg is of contracts: give --subscriptions/],
    [{ model: 'sbg', subscriptions: 's.csv' }, /The model sbg is of contracts only/],
    [{ report: 'r.html' }, /give --holdout too/],
    [{ holdout: 26, model: 'bg-bb' }, /another model than bg-bb/],
    [
      { covariates: 'c.csv', model: 'simple' },
      /give --transactions FILE.csv, and --model auto or bg-nbd or mbg-nbd or pareto-nbd/,
    ],
    [{ covariates: 'c.csv', model: 'bg-bb' }, /a model that takes them/],
    [{ asOf: '1997-02-30' }, /--as-of is "1997-02-30"; write a day of the calendar/],
    [{ asOf: '30.09.1997' }, /write a day of the calendar, such as 2024-03-31/],
    [{ asOf: '2026-11-28' }, /is in the future, where nothing was observed: give a day up to 2026-11-27/],
    [{ horizon: 5300 }, /over 100 years/],
    [{ out: 't.csv' }, /--out t\.csv is another file of this command/],
    [{ out: './x/../t.csv' }, /is another file of this command/],
    [{ onBadRow: 'skip', badRows: 't.csv' }, /--bad-rows t\.csv is another file/],
    [{ out: 'same', report: 'same', holdout: 26 }, /--report same is another file/],
  ])('refuses %o', (changes, why) => {
    expect(check(changes)).toThrow(UsageError)
    expect(check(changes)).toThrow(why)
  })

  it.each<[Partial<ValueRequest>, RegExp]>([
    [{}, /Give --transactions FILE\.csv, --subscriptions FILE\.csv, or both/],
    [{ subscriptions: 's.csv', model: 'mbg-nbd' }, /The model mbg-nbd is of purchases/],
    [{ subscriptions: 's.csv', holdout: 26 }, /A holdout is of purchases/],
    [{ subscriptions: 's.csv', covariates: 'c.csv' }, /Covariates need transactions/],
  ])('refuses %o without transactions', (changes, why) => {
    expect(checkOnly(changes)).toThrow(UsageError)
    expect(checkOnly(changes)).toThrow(why)
  })
})

describe('the horizon', () => {
  it('is 12 months unless set, exactly, so that contracts have 12 monthly payments in it', () => {
    for (const unit of ['day', 'week', 'month'] as const) expect(horizonMonthsOf({ unit })).toBe(12)
    expect(horizonOf({ unit: 'month' })).toBe(12)
    expect(horizonOf({ unit: 'day' })).toBe(365.25)
  })

  it('is told in the time unit', () => {
    expect(horizonOf({ unit: 'week', horizon: 39 })).toBe(39)
    expect(horizonMonthsOf({ unit: 'week', horizon: 39 })).toBeCloseTo((39 * 7) / 30.4375, 12)
  })
})
