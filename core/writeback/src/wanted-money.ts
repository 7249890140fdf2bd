import {
  type ConnectorContext,
  type FieldValues,
  recordCurrency,
  type TargetDefinition,
} from '@rapport/connector'
import { type Database, rememberHeld } from '@rapport/store'
import { inBatches } from './batches.ts'
import { loadKnownValues } from './known-values.ts'
import { fieldValue } from './stored-value.ts'
import type { MoneyConversion } from './target-money.ts'
import type { DatedRecord, WantedRecord } from './wanted.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** The currencies of records by id; null where the CRM does not tell. */
type Currencies = ReadonlyMap<string, string | null>

/** Brings what is wanted into the one currency that a target reads all money in. Where there is no rate, money is left out. */
export async function* inOneCurrency(
  wanted: AsyncIterable<DatedRecord>,
  fields: readonly WriteField[],
  conversion: MoneyConversion,
  to: string,
): AsyncGenerator<WantedRecord> {
  const money = moneyNames(fields)
  await conversion.load(to)
  for await (const record of wanted) yield converted(record, money, conversion, to)
}

/** Where records are written whose money is each in a currency of its own. */
export interface RecordCurrencySource<Settings> {
  readonly db: Database
  readonly ctx: ConnectorContext<Settings>
  readonly target: TargetDefinition<Settings>
  readonly entity: WriteEntity
  readonly fields: readonly WriteField[]
}

/** Records of which the CRM was asked for their currency, and gave none. */
export interface UntoldCurrencies {
  /** They are there. */
  readonly untold: ReadonlySet<string>
  /** They are not there any more. */
  readonly gone: ReadonlySet<string>
}

/**
 * Asks for the currencies of records that are wanted to hold money and whose currency is not known from an earlier read, as many at
 * once as the target takes, and remembers them. To be done before a plan is made, which then makes no call while its transaction is
 * open.
 */
export async function learnCurrencies<Settings>(
  wanted: AsyncIterable<DatedRecord>,
  of: RecordCurrencySource<Settings>,
): Promise<UntoldCurrencies> {
  const money = moneyNames(of.fields)
  const untold = new Set<string>()
  const gone = new Set<string>()
  for await (const batch of inBatches(wanted, of.target.batchSize)) {
    const ids = batch.filter(({ values }) => holdsMoney(values, money)).map(({ recordId }) => recordId)
    const currencies = await recordCurrencies(of, ids)
    for (const id of ids) {
      if (currencies.get(id) === null) untold.add(id)
      else if (!currencies.has(id)) gone.add(id)
    }
  }
  return { untold, gone }
}

const nothingLearned: UntoldCurrencies = { untold: new Set(), gone: new Set() }

/**
 * Brings what is wanted into the currency of each record, with no call but for the records whose currency is not known from an
 * earlier read, nor was learned in vain: those are asked for. Where the currency or the rate is unknown, a record's money is left
 * out.
 */
export async function* inRecordCurrencies<Settings>(
  wanted: AsyncIterable<DatedRecord>,
  of: RecordCurrencySource<Settings> & {
    readonly conversion: MoneyConversion
    readonly learned?: UntoldCurrencies
  },
): AsyncGenerator<WantedRecord> {
  const money = moneyNames(of.fields)
  for await (const batch of inBatches(wanted, of.target.batchSize)) {
    const ids = batch.filter(({ values }) => holdsMoney(values, money)).map(({ recordId }) => recordId)
    const currencies = await recordCurrencies(of, ids, of.learned)
    // What is cleared may be put back one day, and must be known by the currency that it was in.
    const others = batch.filter(({ values }) => !holdsMoney(values, money) && namesMoney(values, money))
    const cleared = await knownCurrencies(
      of,
      others.map(({ recordId }) => recordId),
    )
    for (const currency of new Set(currencies.values())) {
      if (currency !== null) await of.conversion.load(currency)
    }
    for (const record of batch) {
      const currency = currencies.get(record.recordId)
      if (!holdsMoney(record.values, money)) {
        yield { ...record, currency: cleared.get(record.recordId) ?? null }
      } else if (currency === undefined || currency === null) {
        // One that is not there any more has no currency to miss.
        if (currency === null) of.conversion.noteUnknown()
        yield { ...record, values: without(record.values, money) }
      } else yield { ...converted(record, money, of.conversion, currency), currency }
    }
  }
}

async function recordCurrencies<Settings>(
  { db, ctx, target, entity }: RecordCurrencySource<Settings>,
  ids: readonly string[],
  { untold, gone }: UntoldCurrencies = nothingLearned,
): Promise<Currencies> {
  const currencies: Map<string, string | null> = await knownCurrencies({ db, ctx, entity }, ids)
  for (const id of ids) if (untold.has(id) && !currencies.has(id)) currencies.set(id, null)
  const unknown = ids.filter((id) => !currencies.has(id) && !gone.has(id))
  if (unknown.length === 0) return currencies
  const current = await target.current(ctx, unknown, [])
  const read: { id: string; held: FieldValues }[] = []
  for (const [id, held] of current) {
    const currency = currencyOf(held)
    currencies.set(id, currency)
    if (currency !== null) read.push({ id, held: { [recordCurrency]: currency } })
  }
  await rememberHeld(db, ctx.connection, entity, read)
  return currencies
}

/** The currencies that are known from an earlier read; of nobody else's is asked. */
async function knownCurrencies<Settings>(
  {
    db,
    ctx,
    entity,
  }: {
    readonly db: Database
    readonly ctx: ConnectorContext<Settings>
    readonly entity: WriteEntity
  },
  ids: readonly string[],
): Promise<Map<string, string>> {
  const currencies = new Map<string, string>()
  if (ids.length === 0) return currencies
  const known = await loadKnownValues(db, { connection: ctx.connection, entity }, ids)
  for (const [id, { held }] of known) {
    const currency = currencyOf(held)
    if (currency !== null) currencies.set(id, currency)
  }
  return currencies
}

function currencyOf(held: FieldValues): string | null {
  const currency = fieldValue(held, recordCurrency)
  return typeof currency === 'string' ? currency : null
}

function converted(
  record: DatedRecord,
  money: ReadonlySet<string>,
  conversion: MoneyConversion,
  to: string,
): WantedRecord {
  const { values, asOf } = record
  if (to === conversion.from || asOf === null) return record
  const rate = conversion.rateAt(asOf, to)
  if (rate === null) return { ...record, values: without(values, money) }
  const changed = Object.entries(values).map(([name, value]) => [
    name,
    money.has(name) && typeof value === 'number' ? value * rate : value,
  ])
  return { ...record, values: Object.fromEntries(changed), isConverted: true }
}

function holdsMoney(values: FieldValues, money: ReadonlySet<string>): boolean {
  for (const name of money) if (fieldValue(values, name) !== null) return true
  return false
}

function namesMoney(values: FieldValues, money: ReadonlySet<string>): boolean {
  return Object.keys(values).some((name) => money.has(name))
}

function without(values: FieldValues, money: ReadonlySet<string>): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !money.has(name)))
}

function moneyNames(fields: readonly WriteField[]): ReadonlySet<string> {
  return new Set(fields.filter(({ type }) => type === 'currency').map(({ name }) => name))
}
