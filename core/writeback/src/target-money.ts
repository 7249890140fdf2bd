import { type Database, resolveRejects, setAside } from '@rapport/store'
import type { WriteEntity, WriteField } from './write-field.ts'

/** Dated exchange rates into one currency. */
export interface DatedRates {
  /** What one unit of `currency` is worth on a day (`YYYY-MM-DD`); null where no rate is known for it. */
  rateOn(currency: string, day: string): number | null
}

/** How money is brought from the workspace's currency into those in which the target's fields are read. */
export interface MoneyConversion {
  readonly from: string
  /** Loads the rates into a currency, once. */
  load(to: string): Promise<void>
  /** The rate at the moment of a score, into a currency that was loaded; null where none is known: then its money is not written. */
  rateAt(asOf: Date, to: string): number | null
  /** The currencies for which a rate was asked and not known: the days, with how often. */
  missing(): ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Counts a record whose own currency the CRM does not tell. */
  noteUnknown(): void
  /** How many were counted. */
  unknown(): number
}

/** Converts by the rate that holds on the day of each score. `dayOf` tells that day in the workspace's zone. */
export function convertMoney(
  from: string,
  ratesInto: (to: string) => Promise<DatedRates>,
  dayOf: (asOf: Date) => string,
): MoneyConversion {
  const rates = new Map<string, DatedRates>()
  // Nearly all scores are of one moment.
  const known = new Map<string, { readonly day: string; readonly rate: number | null }>()
  const missing = new Map<string, Map<string, number>>()
  let unknown = 0
  return {
    from,
    load: async (to) => {
      if (to !== from && !rates.has(to)) rates.set(to, await ratesInto(to))
    },
    rateAt: (asOf, to) => {
      if (to === from) return 1
      const key = `${to} ${asOf.getTime()}`
      let found = known.get(key)
      if (found === undefined) {
        const day = dayOf(asOf)
        found = { day, rate: rates.get(to)?.rateOn(from, day) ?? null }
        known.set(key, found)
      }
      if (found.rate === null) {
        const days = missing.get(to) ?? new Map<string, number>()
        missing.set(to, days.set(found.day, (days.get(found.day) ?? 0) + 1))
      }
      return found.rate
    },
    missing: () => missing,
    noteUnknown: () => {
      unknown += 1
    },
    unknown: () => unknown,
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
 * Lists once, for all records, that money was not written because there is no exchange rate, or because nobody knows the currency
 * of a record, and takes that off the list again when there is one. Returns for how many records that is so.
 */
export async function listMissingRates(
  db: Database,
  of: { readonly connection: string; readonly entity: WriteEntity },
  conversion: MoneyConversion | null,
): Promise<number> {
  const missing = [...(conversion?.missing() ?? [])]
  const unknown = conversion?.unknown() ?? 0
  if (conversion === null || (missing.length === 0 && unknown === 0)) {
    await resolveRejects(db, 'write', of.connection, of.entity, [allRecords])
    return 0
  }
  const reasons = missing.map(([to, days]) => reasonOf(conversion.from, to, days))
  if (unknown > 0) {
    reasons.push(
      `the CRM does not tell in which currency ${unknown} records are kept: their money fields are left as they are; give this user access to the currency of records`,
    )
  }
  await setAside(db, 'write', of.connection, [
    { entity: of.entity, recordId: allRecords, reason: reasons.join('. Also, ') },
  ])
  return missing.reduce((sum, [, days]) => sum + recordsIn(days), unknown)
}

function reasonOf(from: string, to: string, missing: ReadonlyMap<string, number>): string {
  const days = [...missing.keys()].sort()
  const [first] = days
  return `money is kept in ${to} there and there is no exchange rate from ${from} to ${to} for ${days.length === 1 ? first : `${first} and ${days.length - 1} later days`}: the money fields of ${recordsIn(missing)} records are left as they are; add a line such as ${from},${to},${first},RATE to the file that "rates" in rapport.yaml names`
}

function recordsIn(days: ReadonlyMap<string, number>): number {
  return [...days.values()].reduce((sum, count) => sum + count, 0)
}
