import type { Access, UserPermission } from '../access.ts'
import type { FieldDefinition, FieldValue } from '../field-definition.ts'
import type { Column, ObjectTable } from '../object-table.ts'
import type { ObjectDefinition } from '../schema/object-definition.ts'
import type { OrgState } from '../state.ts'
import { errorAt, noSuchColumn, noSuchRelationship } from './soql-errors.ts'

/** What the parts of a query are looked up in. */
export interface QueryScope {
  org: OrgState
  access: Access
  soql: string
  object: ObjectDefinition
  alias: string | null
}

/** One step from a record to the one that it refers to. */
export interface Hop {
  relationship: string
  table: ObjectTable
  /** The row referred to, or null. */
  follow(row: number): number | null
}

/** A field of a query's object, or of an object it refers to. */
export interface ResolvedField {
  definition: FieldDefinition
  hops: readonly Hop[]
  get(row: number): FieldValue
}

const MOST_HOPS = 5

/** Finds `Name`, `Owner.Name`, `Account.Owner.Name`. @throws {SalesforceError} 400 INVALID_FIELD when it is not there for this user */
export function resolvePath(scope: QueryScope, written: string): ResolvedField {
  const { org, access, soql } = scope
  let parts = written.split('.')
  const [first] = parts
  if (parts.length > 1 && first !== undefined && isObjectPrefix(scope, first)) parts = parts.slice(1)
  const name = parts.at(-1) ?? written
  if (parts.length - 1 > MOST_HOPS) {
    throw errorAt(
      soql,
      written,
      'MALFORMED_QUERY',
      `SOQL relationships may not be more than ${MOST_HOPS} deep`,
    )
  }
  const hops: Hop[] = []
  let object = scope.object
  for (const relationship of parts.slice(0, -1)) {
    const reference = access
      .fields(object.name)
      .find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase())
    const target = org.schema.object(reference?.referenceTo[0] ?? '')
    if (reference === undefined || target === undefined || !access.seesObject(target.name)) {
      throw noSuchRelationship(soql, written, relationship)
    }
    hops.push(hop(reference, org.table(object.name), org.table(target.name)))
    object = target
  }
  const definition = access.field(object.name, name)
  if (definition === undefined) throw noSuchColumn(soql, written, name, object.name)
  const column = ownPermission(access, object, definition) ?? org.table(object.name).column(definition)
  if (hops.length === 0) return { definition, hops, get: (row) => column.get(row) }
  return {
    definition,
    hops,
    get: (row) => {
      const target = followAll(hops, row)
      return target === null ? null : column.get(target)
    },
  }
}

/** `UserPermissionAccess` has one record, which says to each user what that user may do. */
function ownPermission(
  access: Access,
  object: ObjectDefinition,
  { name, type }: FieldDefinition,
): Pick<Column, 'get'> | null {
  if (object.name !== 'UserPermissionAccess' || type !== 'boolean') return null
  return { get: () => access.has(name as UserPermission) }
}

/** The row at the end of the hops, or null when one of the references is empty. */
export function followAll(hops: readonly Hop[], row: number): number | null {
  let at: number | null = row
  for (const { follow } of hops) {
    at = follow(at)
    if (at === null) return null
  }
  return at
}

function hop(reference: FieldDefinition, from: ObjectTable, to: ObjectTable): Hop {
  const column = from.column(reference)
  return {
    relationship: reference.relationshipName ?? reference.name,
    table: to,
    follow: (row) => {
      const id = column.get(row)
      return typeof id === 'string' ? (to.rowOf(id) ?? null) : null
    },
  }
}

function isObjectPrefix({ alias, object }: QueryScope, word: string): boolean {
  const lower = word.toLowerCase()
  return alias?.toLowerCase() === lower || object.name.toLowerCase() === lower
}
