import { connectionSource, type Database, everyDay, fileSource } from '@rapport/store'

/** A rate, and who gave it. */
export interface FoundRate {
  readonly rate: number
  /** The day (`YYYY-MM-DD`) from which it holds; null: on every day. */
  readonly on: string | null
  /** `file:` or `connection:`, and its name. */
  readonly source: string
}

/** Rates into one currency, as a file and the sources gave them. */
export interface ExchangeRates {
  /**
   * What one unit of another currency was worth on a day, for a record of a connection; null where no rate is known for it. A
   * rate of the file comes before those of connections, and among these that of the record's own.
   */
  rateOn(currency: string, day: string, connection: string): FoundRate | null
}

interface RateRow {
  readonly from: string
  readonly to: string
  readonly on: string
  readonly rate: string
  readonly source: string
}

/**
 * Loads all rates into `to`. A rate holds from its day until the next one: one of a file in its direction only; those of a
 * connection, which are all against one currency, in both and between any two of its currencies.
 * @param from the one currency that is asked for; null: any.
 */
export async function loadExchangeRates(
  db: Database,
  to: string,
  from: string | null = null,
): Promise<ExchangeRates> {
  const rows = await db
    .selectFrom('exchange_rate')
    .select(['from_currency as from', 'to_currency as to', 'on_date as on', 'rate', 'source'])
    .$if(from !== null, (query) => query.where('to_currency', 'in', [to, from ?? to]))
    .orderBy('source')
    .orderBy('on_date', 'desc')
    .execute()
  const { ofFile = [], ofConnections = [] } = Object.groupBy(rows, ({ source }) =>
    source.startsWith(fileSource) ? 'ofFile' : 'ofConnections',
  )
  const file = Map.groupBy(
    ofFile.filter((row) => row.to === to),
    ({ from }) => from,
  )
  const connections = [...Map.groupBy(ofConnections, ({ source, from }) => `${source} ${from}`).values()].map(
    (all) => ratesOfConnection(all, to),
  )
  return {
    rateOn: (currency, day, connection) => {
      const given = heldOn(file.get(currency) ?? [], day)
      if (given !== null) return { rate: Number(given.rate), on: given.on, source: given.source }
      const found = connections.flatMap((rateOn) => rateOn(currency, day) ?? [])
      return found.find(({ source }) => source === `${connectionSource}${connection}`) ?? found[0] ?? null
    },
  }
}

/** The rates of one connection, of which all are what one unit of the same currency is worth. */
function ratesOfConnection(
  rows: readonly RateRow[],
  to: string,
): (currency: string, day: string) => FoundRate | null {
  const base = rows[0]?.from
  const source = rows[0]?.source ?? ''
  const byCurrency = Map.groupBy(rows, (row) => row.to)
  const perBase = (currency: string, day: string): { rate: number; on: string } | null => {
    if (currency === base) return { rate: 1, on: everyDay }
    const held = heldOn(byCurrency.get(currency) ?? [], day)
    return held === null ? null : { rate: Number(held.rate), on: held.on }
  }
  return (currency, day) => {
    const [one, other] = [perBase(currency, day), perBase(to, day)]
    if (one === null || other === null) return null
    const [, on = everyDay] = [one.on, other.on].toSorted()
    return { rate: other.rate / one.rate, on: on === everyDay ? null : on, source }
  }
}

/** Of rates that come newest first, the one that holds on a day. */
function heldOn(rates: readonly RateRow[], day: string): RateRow | null {
  let [low, high] = [0, rates.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rates[middle]?.on ?? everyDay) <= day) high = middle
    else low = middle + 1
  }
  return rates[low] ?? null
}
