import type { Instant } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { queryPage, type Row } from '../query.ts'
import { quoted, select } from '../soql.ts'
import { later, toInstant } from '../values.ts'
import type { OutsideChanges } from './source-object.ts'

/**
 * Looks for exchange rates that changed: a sale's worth in the corporate currency changes with them, and its modified time does
 * not. `dayField` holds the day whose rate converts it. Two to four calls, in orgs with several currencies only.
 */
export function rateChanges(dayField: string): OutsideChanges {
  return async (ctx, fields, since) => {
    const none = { newest: since, affected: [] }
    if (!fields.has('CurrencyIsoCode')) return none
    const dated = await changed(ctx, 'DatedConversionRate', ['IsoCode', 'StartDate'], since)
    const fixed = await changed(ctx, 'CurrencyType', ['IsoCode'], since)
    const newest = newestOf([...dated, ...fixed], since)
    if (since === null) return { newest, affected: [] }
    const firstDay = new Map<string, string>()
    for (const { IsoCode, StartDate } of dated) {
      const [currency, day] = [String(IsoCode), String(StartDate)]
      const known = firstDay.get(currency)
      if (known === undefined || day < known) firstDay.set(currency, day)
    }
    return {
      newest,
      affected: [
        // A rate that begins on a day holds from then on, until the next one.
        ...[...firstDay].map(([currency, day]) => [
          `CurrencyIsoCode = ${quoted(currency)}`,
          `${dayField} >= ${day}`,
        ]),
        // Rates without dates count only where there are none with; converting decides that.
        ...fixed.map(({ IsoCode }) => [`CurrencyIsoCode = ${quoted(String(IsoCode))}`]),
      ],
    }
  }
}

/** The rates that changed since, newest last. In the first run only the newest one matters. */
async function changed(
  ctx: SalesforceContext,
  object: string,
  fields: readonly string[],
  since: Instant | null,
): Promise<readonly Row[]> {
  if ((await describeObject(ctx, object)) === null) return []
  const soql = select({
    fields: [...fields, 'SystemModstamp'],
    from: object,
    where: since === null ? [] : [`SystemModstamp > ${since}`],
    orderBy: `SystemModstamp ${since === null ? 'DESC' : 'ASC'}`,
    limit: since === null ? 1 : 2_000,
  })
  return (await queryPage(ctx, `look for changes of ${object}`, soql)).rows
}

function newestOf(rows: readonly Row[], since: Instant | null): Instant | null {
  let newest = since
  for (const { SystemModstamp } of rows) {
    const at = toInstant(String(SystemModstamp))
    if (at !== undefined) newest = newest === null ? at : later(newest, at)
  }
  return newest
}
