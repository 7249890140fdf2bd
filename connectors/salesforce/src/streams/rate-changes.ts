import { createHash } from 'node:crypto'
import type { EntityName, Instant } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { currencyField, seesRates } from '../organisation.ts'
import { paths } from '../paths.ts'
import { queryPage, queryRows, type Row, type RowPage } from '../query.ts'
import { quoted, select } from '../soql.ts'
import { later, toInstant } from '../values.ts'
import { conditionOf, type SaleFields } from './rate-conditions.ts'
import { changedPeriods, kindsOf, partsOf, type Rate } from './rate-periods.ts'
import { withAgain } from './read-again.ts'
import type { Reading } from './reading.ts'
import type { Outside } from './source-object.ts'

const dated = 'DatedConversionRate'
const fixed = 'CurrencyType'
const datedFields = ['Id', 'IsoCode', 'StartDate', 'ConversionRate', 'SystemModstamp']

/** Without a limit: the answer then says how many there are, beside the newest 2,000. One that is deleted leaves no other trace. */
const newestQuery = select({ fields: datedFields, from: dated, orderBy: 'SystemModstamp DESC, Id DESC' })
const fixedQuery = select({
  fields: ['IsoCode', 'ConversionRate', 'DecimalPlaces', 'IsCorporate'],
  from: fixed,
  orderBy: 'IsoCode',
})

/** The rates as one look finds them: of the dated ones the newest. */
interface Look {
  readonly dated: RowPage
  readonly fixed: readonly Row[]
}

/**
 * Looks for exchange rates that came, changed, moved to another day or went: a sale's worth in the corporate currency changes with
 * them, and its modified time does not. Two queries in orgs with several currencies, none in others; what they answer is kept as
 * digests, by which the days are found whose rate is another one now. Those of a year in which a rate went or moved are taken
 * together: when it began before, nothing tells.
 * @param fieldsOf names the fields with the day whose rate converts a sale, and with its currency.
 */
export function rateChanges(fieldsOf: (reading: Reading<EntityName>) => SaleFields): Outside {
  return {
    objects: [dated, fixed],
    unseen: async (ctx, described, state) => {
      if (!described.has(currencyField) || !state?.rates) return []
      const { hasFixed, hasDated } = kindsOf(state.rates.parts)
      return [
        ...(hasFixed && !(await seesRates(ctx, fixed)) ? [fixed] : []),
        ...(hasDated && !(await seesRates(ctx, dated)) ? [dated] : []),
      ]
    },
    asked: (reading, state) =>
      reading.described.has(currencyField) && reading.unseen.length === 0 && state.rates !== null
        ? [newestQuery, fixedQuery].map((soql) => paths.query(reading.ctx.settings, soql, 'live'))
        : [],
    look: async (reading, state, _now, once) => {
      // Rates that are hidden have not gone: sales that were read keep the amounts that these made.
      if (!reading.described.has(currencyField) || reading.unseen.length > 0) return state
      const { ctx } = reading
      const look = await once('exchange rates', () => lookAt(ctx))
      const seen = digest(look)
      const before = state.rates
      if (before !== null && before.seen === seen) return state
      const all = (await once('all exchange rates', () => readAll(ctx, look))).map(rateOf)
      const newest = all.reduce<Instant | null>(
        (at, rate) => (at === null ? rate.at : later(at, rate.at)),
        null,
      )
      const found = { ...state, rates: { seen, newest, parts: partsOf(all, look.fixed) } }
      if (before === null) return found
      const periods = changedPeriods(before, all, found.rates.parts)
      if (periods.length === 0) return found
      return withAgain(reading, found, 'rates', conditionOf(periods, fieldsOf(reading), reading.described))
    },
  }
}

async function lookAt(ctx: SalesforceContext): Promise<Look> {
  const hasDated = await seesRates(ctx, dated)
  const hasFixed = await seesRates(ctx, fixed)
  return {
    dated: hasDated
      ? await queryPage(ctx, 'look for changed exchange rates', newestQuery)
      : { rows: [], total: 0 },
    fixed: hasFixed ? await queryRows(ctx, 'look at the currencies', fixedQuery) : [],
  }
}

/** Every dated rate. Many are read in the order of their ids, 2,000 with a call. */
async function readAll(ctx: SalesforceContext, look: Look): Promise<readonly Row[]> {
  if (look.dated.rows.length >= look.dated.total) return look.dated.rows
  const found: Row[] = []
  let reached: string | null = null
  for (;;) {
    const soql = select({
      fields: datedFields,
      from: dated,
      where: reached === null ? [] : [`Id > ${quoted(reached)}`],
      orderBy: 'Id',
    })
    const { rows, total }: RowPage = await queryPage(ctx, 'read the dated exchange rates', soql)
    found.push(...rows)
    const last = rows.at(-1)
    if (last === undefined || rows.length >= total) return found
    reached = String(last.Id)
  }
}

function rateOf(row: Row): Rate {
  const at = toInstant(String(row.SystemModstamp))
  if (at === undefined) throw new Error(`${dated} ${row.Id} has the modified time "${row.SystemModstamp}"`)
  return {
    currency: String(row.IsoCode),
    from: String(row.StartDate),
    value: String(row.ConversionRate),
    at,
  }
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16)
}
