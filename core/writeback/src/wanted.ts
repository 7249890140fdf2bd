import type { FieldValues } from '@rapport/connector'
import { type Database, furtherFamiliesInUse } from '@rapport/store'
import { holdsAnyOwnValue, recordsOfNobody, withOwnValues } from './own-values.ts'
import { customerPage } from './scored-customers.ts'
import { ticketPage } from './scored-tickets.ts'
import { wantedValues } from './wanted-values.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** What one CRM record shall hold. A field that is missing is left alone; null means unknown. */
export interface WantedRecord {
  readonly recordId: string
  readonly customerId: number | null
  readonly values: FieldValues
  /** In which currency the money is, where each record has one of its own; null where that is not so, or nobody knows. */
  readonly currency?: string | null
  /** Whether money was converted: see `convertedFields`. */
  readonly isConverted?: boolean
}

/** What a record shall hold, with the moment at whose exchange rate its money counts; null where it has none. */
export interface DatedRecord extends WantedRecord {
  readonly asOf: Date | null
}

/** What is wanted for which records of a connection. */
export interface WantedOptions {
  readonly connection: string
  readonly entity: WriteEntity
  readonly fields: readonly WriteField[]
  /** The moment in force (ISO 8601). A score of a later one, made for another evaluation date, does not count. */
  readonly asOf: string
}

/** One score that counts for a record. */
export interface RecordScore {
  readonly asOf: Date
  readonly values: Readonly<Record<string, { readonly value?: string | number | null } | null>>
  readonly why: string | null
}

/** A record with the scores that count for it, the first first; none: nothing is known of it. */
export interface ScoredRecord {
  readonly recordId: string
  readonly customerId: number | null
  readonly scores: readonly RecordScore[]
}

const pageSize = 1000
const noRecords: ReadonlySet<string> = new Set()

/**
 * What the scores say each live record of an entity shall hold, money in the workspace's currency. A customer's records get the
 * figures of all policies that are in force for it, a ticket its own; a field that none of them has is unknown.
 *
 * Of a record that has no score, or that belongs to no customer any more, all is unknown: what Rapport wrote there while it
 * belonged to another customer would stay for good. Where Rapport wrote nothing, such a record is left out.
 *
 * Reads page by page, so memory stays flat.
 */
export async function* wantedFromScores(db: Database, options: WantedOptions): AsyncGenerator<DatedRecord> {
  const nothing: FieldValues = Object.fromEntries(options.fields.map(({ name }) => [name, null]))
  const isTicket = options.entity === 'ticket'
  // Looked for once, and not for each record.
  const families = isTicket ? [] : await furtherFamiliesInUse(db)
  const readPage = isTicket ? ticketPage : customerPage
  const anyOwn = await holdsAnyOwnValue(db, options)
  let last = ''
  for (;;) {
    const records = await readPage(db, { ...options, families }, { after: last, limit: pageSize })
    const unscored = records.filter(({ scores }) => scores.length === 0).map(({ recordId }) => recordId)
    const former = anyOwn ? await withOwnValues(db, options, unscored) : noRecords
    for (const { recordId, customerId, scores } of records) {
      const asOf = scores[0]?.asOf ?? null
      if (scores.length > 0) {
        yield { recordId, customerId, values: wantedValues(options.fields, scores), asOf }
      } else if (former.has(recordId)) yield { recordId, customerId, values: nothing, asOf }
    }
    const final = records.at(-1)
    if (final === undefined || records.length < pageSize) break
    last = final.recordId
  }
  if (!anyOwn || isTicket) return
  for await (const recordId of recordsOfNobody(db, options)) {
    yield { recordId, customerId: null, values: nothing, asOf: null }
  }
}
