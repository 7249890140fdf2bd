import {
  type Change,
  type FieldValue,
  type FieldValues,
  recordCurrency,
  type Upsert,
} from '@rapport/connector'
import type { EntityName, Instant } from '@rapport/model'
import { currencyField } from '../organisation.ts'
import type { Row } from '../query.ts'
import { fieldName } from '../settings.ts'
import { toInstant, UnusableValue } from '../values.ts'
import type { Reading } from './reading.ts'
import { RecordReader } from './record-reader.ts'
import type { Convert } from './source-object.ts'

/** When Salesforce last changed the record, by the field that changes are found by. */
export function stampOf(reading: Reading<EntityName>, row: Row): Instant {
  const text = String(row[reading.source.stamp])
  const at = toInstant(text)
  if (at === undefined) throw new Error(`${reading.source.object} ${row.Id} has the modified time "${text}"`)
  return at
}

/**
 * Changes that were read together. Within the connector they stay together: each step of a reading that passes a million records
 * on one by one costs as much as converting them.
 */
export interface ChangeGroup<E extends EntityName> {
  readonly type: 'group'
  readonly changes: readonly Change<E, never>[]
}

/** The changes that records stand for: an upsert or a reject with its reason, a delete, or a merge. */
export async function changesOfRows<E extends EntityName>(
  reading: Reading<E>,
  rows: readonly Row[],
): Promise<ChangeGroup<E>> {
  if (rows.length === 0) return { type: 'group', changes: [] }
  const records = rows.map((row) => new RecordReader(row, reading.described, reading.mapping))
  const convert = await reading.convert()
  await convert.load?.(records.filter((record) => !record.flag('IsDeleted')))
  const changes: Change<E, never>[] = []
  for (const [index, row] of rows.entries()) {
    const record = records[index]
    const change = record === undefined ? null : changeOf(reading, row, record, convert)
    if (change !== null) changes.push(change)
  }
  return { type: 'group', changes }
}

function changeOf<E extends EntityName>(
  reading: Reading<E>,
  row: Row,
  record: RecordReader,
  convert: Convert<E>,
): Change<E, never> | null {
  const modifiedAt = stampOf(reading, row)
  const into = record.text('MasterRecordId')
  // An org may keep merged cases beside the one that they live on in, instead of deleting them.
  if (into !== null) return { type: 'merge', id: record.id, into, at: modifiedAt }
  if (record.flag('IsDeleted')) return { type: 'delete', id: record.id, at: modifiedAt }
  try {
    const converted = convert(record)
    if (converted === null) {
      return reading.source.mayCease ? { type: 'delete', id: record.id, at: modifiedAt } : null
    }
    const { extra, held } = reading.selection
    const upsert: Upsert<E> = {
      type: 'upsert',
      record: { ...converted, modifiedAt },
      ...(extra.length === 0 ? {} : { raw: rawOf(record, extra) }),
      ...(held.length === 0 ? {} : { held: heldOf(reading, record) }),
    }
    return upsert
  } catch (error) {
    if (!(error instanceof UnusableValue)) throw error
    return {
      type: 'reject',
      id: record.id,
      reason: `${reading.source.object} ${record.id}: ${error.message}. Correct it in Salesforce.`,
      raw: { ...row },
    }
  }
}

function rawOf(record: RecordReader, extra: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(extra.map((name) => [name, record.plain(name)]))
}

/**
 * What the record holds in Rapport's own fields, and in which currency, if in one. Nothing is told of a field that does not exist, or that
 * this user does not see: a person would seem to have emptied it.
 */
function heldOf({ ctx, selection }: Reading<EntityName>, record: RecordReader): FieldValues {
  const held = selection.held.flatMap((field) => {
    const name = fieldName(ctx.settings, field)
    return record.has(name) ? [[field, heldValue(record, name)]] : []
  })
  if (record.has(currencyField)) held.push([recordCurrency, record.text(currencyField)])
  return Object.fromEntries(held)
}

/** Salesforce keeps 97 % as 97; Rapport as 0.97. */
function heldValue(record: RecordReader, name: string): FieldValue {
  const value = record.plain(name)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' && record.typeOf(name) === 'percent' ? value / 100 : value
}
