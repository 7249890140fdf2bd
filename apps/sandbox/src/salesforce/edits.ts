import { wholeSecond } from './derived.ts'
import type { FieldValue } from './field-definition.ts'
import { ADMINISTRATOR_ID, normaliseId } from './ids.ts'
import type { ObjectTable } from './object-table.ts'
import type { RecordInput, WriteContext } from './record-input.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'
import type { OrgState } from './state.ts'
import { createRecord, deleteRecord, updateRecord } from './writes.ts'

/*
 * What people do in the org's own pages: past HTTP, so past limits and the call log. The writer is the administrator.
 */

/** Creates a record. @returns its id @throws {SalesforceError} */
export function createByHand(org: OrgState, object: string, values: RecordInput): string {
  return createRecord(contextOf(org), objectNamed(org, object), values)
}

/** Changes records. @throws {SalesforceError} */
export function editRecords(org: OrgState, ids: Iterable<string>, values: RecordInput): void {
  for (const id of ids) updateRecord(contextOf(org), objectOfId(org, id), id, values)
}

/** Moves records to the recycle bin. @throws {SalesforceError} */
export function deleteRecords(org: OrgState, ids: Iterable<string>): void {
  for (const id of ids) deleteRecord(contextOf(org), objectOfId(org, id), id)
}

/** Brings records back from the recycle bin, which moves their modified times. @throws {Error} when one is not in it */
export function undeleteRecords(org: OrgState, ids: Iterable<string>): void {
  for (const id of ids) {
    const { table, row } = find(org, id)
    if (table.isLive(row)) throw new Error(`Sandbox edit: ${id} is not in the recycle bin.`)
    table.restore(row)
    set(org, table, row, { MasterRecordId: null })
    stamp(org, table, row)
  }
}

/** Empties records out of the recycle bin, or deletes live ones beyond recall; `queryAll` does not find them. */
export function purgeRecords(org: OrgState, ids: Iterable<string>): void {
  for (const id of ids) {
    const { table, row } = find(org, id)
    if (table.isLive(row)) table.moveToRecycleBin(row, wholeSecond(org.now()))
    table.purge(row)
  }
}

/** Objects whose references to a merged record move to the winner. */
const MERGEABLE = ['Account', 'Contact', 'Case']

/**
 * Merges records: the losers are deleted with `MasterRecordId` set, and what referred to them refers to the winner and
 * counts as modified.
 * @throws {Error} when the object cannot be merged or an id is not there
 */
export function mergeRecords(org: OrgState, winnerId: string, loserIds: readonly string[]): void {
  const winner = find(org, winnerId)
  const { name } = winner.table.definition
  if (!MERGEABLE.includes(name)) throw new Error(`Sandbox edit: records of ${name} cannot be merged.`)
  const losers = loserIds.map((id) => find(org, id))
  const ids = new Set(losers.map(({ table, row }) => table.idOf(row)))
  for (const { table, row } of losers) {
    set(org, table, row, { MasterRecordId: winner.table.idOf(winner.row) })
    stamp(org, table, row)
    table.moveToRecycleBin(row, wholeSecond(org.now()))
  }
  moveReferences(org, name, ids, winner.table.idOf(winner.row))
  stamp(org, winner.table, winner.row)
}

function moveReferences(org: OrgState, target: string, from: ReadonlySet<FieldValue>, to: string): void {
  for (const object of org.schema.objects) {
    const table = org.table(object.name)
    const references = org.schema
      .fields(object.name)
      .filter(({ referenceTo, name }) => referenceTo.includes(target) && name !== 'MasterRecordId')
    for (const field of references) {
      const column = table.column(field)
      for (let row = 0; row < table.size; row += 1) {
        if (!table.isLive(row) || !from.has(column.get(row))) continue
        column.set(row, to)
        stamp(org, table, row)
      }
    }
  }
}

function contextOf(org: OrgState): WriteContext {
  return { org, access: org.access(ADMINISTRATOR_ID), badRows: new Map(), effects: [], notation: 'json' }
}

function objectNamed(org: OrgState, name: string): ObjectDefinition {
  const object = org.schema.object(name)
  if (object === undefined) throw new Error(`Sandbox edit: this org has no object "${name}".`)
  return object
}

function objectOfId(org: OrgState, id: string): ObjectDefinition {
  const object = org.schema.objectOfId(id)
  if (object === undefined) throw new Error(`Sandbox edit: no object has ids like ${id}.`)
  return object
}

function find(org: OrgState, idText: string): { table: ObjectTable; row: number } {
  const id = normaliseId(idText) ?? idText
  const table = org.table(objectOfId(org, id).name)
  const row = table.rowOf(id)
  if (row === undefined) throw new Error(`Sandbox edit: there is no record ${idText}.`)
  return { table, row }
}

function set(org: OrgState, table: ObjectTable, row: number, values: Record<string, FieldValue>): void {
  for (const [name, value] of Object.entries(values)) {
    const field = org.schema.field(table.definition.name, name)
    if (field !== undefined) table.column(field).set(row, value)
  }
}

function stamp(org: OrgState, table: ObjectTable, row: number): void {
  const now = wholeSecond(org.now())
  set(org, table, row, { LastModifiedDate: now, LastModifiedById: ADMINISTRATOR_ID, SystemModstamp: now })
}
