import { type Database, resolveRejects, setAside } from '@rapport/store'
import type { WriteEntity, WriteField } from './write-field.ts'

/** Dated exchange rates into the target's currency. */
export interface DatedRates {
  /** What one unit of `currency` is worth on a day (`YYYY-MM-DD`); null where no rate is known for it. */
  rateOn(currency: string, day: string): number | null
}

/** How money is brought from the workspace's currency into the one in which the target's fields are read. */
export interface MoneyConversion {
  readonly from: string
  readonly to: string
  /** The rate at the moment of a score; null where none is known: then its money is not written. */
  rateAt(asOf: Date): number | null
  /** The days that were asked for and have no rate, with how often. */
  missing(): ReadonlyMap<string, number>
}

/** Converts by the rate that holds on the day of each score. `dayOf` tells that day in the workspace's zone. */
export function convertMoney(
  currencies: { readonly from: string; readonly to: string },
  rates: DatedRates,
  dayOf: (asOf: Date) => string,
): MoneyConversion {
  // Nearly all scores are of one moment.
  const known = new Map<number, { readonly day: string; readonly rate: number | null }>()
  const missing = new Map<string, number>()
  return {
    ...currencies,
    rateAt: (asOf) => {
      let found = known.get(asOf.getTime())
      if (found === undefined) {
        const day = dayOf(asOf)
        found = { day, rate: rates.rateOn(currencies.from, day) }
        known.set(asOf.getTime(), found)
      }
      if (found.rate === null) missing.set(found.day, (missing.get(found.day) ?? 0) + 1)
      return found.rate
    },
    missing: () => missing,
  }
}

/**
 * The fields as converted money is compared: every rate moves every amount a little, and that alone is no reason to write to
 * all records. So money is written where it moved by more than the materiality, like a model value.
 */
export function convertedFields(fields: readonly WriteField[]): readonly WriteField[] {
  return fields.map((field) => (field.type === 'currency' ? { ...field, material: 'model' } : field))
}

/** Stands for all records of an entity. */
const allRecords = '*'

/**
 * Lists once, for all records, that money was not written because there is no exchange rate, and takes that off the list
 * again when there is one. Returns for how many records a rate was missing.
 */
export async function listMissingRates(
  db: Database,
  of: { readonly connection: string; readonly entity: WriteEntity },
  conversion: MoneyConversion | null,
): Promise<number> {
  const missing = conversion?.missing()
  if (conversion === null || missing === undefined || missing.size === 0) {
    await resolveRejects(db, 'write', of.connection, of.entity, [allRecords])
    return 0
  }
  const { from, to } = conversion
  const days = [...missing.keys()].sort()
  const records = [...missing.values()].reduce((sum, count) => sum + count, 0)
  const [first] = days
  const reason = `money is kept in ${to} there and there is no exchange rate from ${from} to ${to} for ${days.length === 1 ? first : `${first} and ${days.length - 1} later days`}: the money fields of ${records} records are left as they are; add a line such as ${from},${to},${first},RATE to the file that "rates" in rapport.yaml names`
  await setAside(db, 'write', of.connection, [{ entity: of.entity, recordId: allRecords, reason }])
  return records
}
