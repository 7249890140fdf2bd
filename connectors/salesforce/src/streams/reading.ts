import { ConnectorError, type FieldSelection } from '@rapport/connector'
import { type EntityName, nearest } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject, type FieldDescription, type ObjectFields } from '../describe.ts'
import { currencyField } from '../organisation.ts'
import type { QueryScope } from '../query.ts'
import { fieldName } from '../settings.ts'
import { askOnce } from './asked-once.ts'
import { hiddenFields } from './hidden-fields.ts'
import type { Convert, SourceObject } from './source-object.ts'
import type { SourceState } from './source-state.ts'

/** One read of one object: what is read, and how. */
export interface Reading<E extends EntityName> {
  readonly ctx: SalesforceContext
  readonly entity: E
  readonly source: SourceObject<E>
  readonly selection: FieldSelection
  /** Source field by model field, the admin's choice before the default. */
  readonly mapping: Readonly<Record<string, string | null>>
  /** Deleted records are read along where the object has a recycle bin. */
  readonly scope: QueryScope
  readonly isReplicateable: boolean
  /** What the org has of the object for this user. */
  readonly described: ObjectFields
  /** Every field that is asked for: what was wanted, as far as it is there. */
  readonly fields: readonly string[]
  /** Those of them that decide what a record is read as: all but Rapport's own. */
  readonly decisive: readonly string[]
  /** Fields that the admin named and that are not there. */
  readonly missing: readonly string[]
  /** Fields that are expected and that this user does not see. */
  readonly hidden: readonly string[]
  /** How far the object had come when it was opened; null: nothing was read of it. */
  readonly before: SourceState | null
  /** Other objects that its records depend on, that were known and that this user does not see any more. */
  readonly unseen: readonly string[]
  /** What makes entities of records; loaded when first needed. */
  convert(): Promise<Convert<E>>
}

/** What related objects have, so that sources of one stream ask for each but once; null: the org has no such object. */
export type RelatedObjects = Map<string, ObjectFields | null>

/** Prepares the read of an object, with one call for it and one for each related object; null where the org has none. */
export async function openReading<E extends EntityName>(
  ctx: SalesforceContext,
  entity: E,
  source: SourceObject<E>,
  selection: FieldSelection,
  before: SourceState | null = null,
  objects: RelatedObjects = new Map(),
): Promise<Reading<E> | null> {
  const describe = () => describeObject(ctx, source.object)
  const described = await (source.isShared ? askOnce(ctx, `describe ${source.object}`, describe) : describe())
  if (described === null || !described.fields.has(source.stamp)) return null
  const own = described.fields
  const related = await relatedFields(ctx, source, objects)
  const named = [...Object.values(selection.mapping), ...selection.extra]
  const mapping = { ...source.mappable, ...selection.mapping }
  const there = (names: readonly string[]): string[] => names.filter((name) => own.has(name))
  const decisive = [
    'Id',
    source.stamp,
    'IsDeleted',
    'MasterRecordId',
    ...source.fields,
    ...Object.values(mapping).filter((name) => name !== null),
    ...selection.extra,
  ]
  const held = [
    ...selection.held.map((field) => fieldName(ctx.settings, field)),
    ...(selection.held.length === 0 ? [] : [currencyField]),
  ]
  const unseen: string[] = []
  for (const outside of source.outside ?? [])
    unseen.push(...((await outside.unseen?.(ctx, own, before)) ?? []))
  let convert: Promise<Convert<E>> | null = null
  return {
    ctx,
    entity,
    source,
    selection,
    mapping,
    scope: own.has('IsDeleted') ? 'all' : 'live',
    isReplicateable: described.isReplicateable,
    described: new Map([...own, ...related.map((path) => [path, relatedField(path)] as const)]),
    fields: [...new Set([...there(decisive), ...there(held), ...related])],
    decisive: [...new Set([...there(decisive), ...related])],
    missing: [...new Set(named.filter((name) => !own.has(name)))],
    hidden: hiddenFields(source.expected, mapping, own),
    before,
    unseen,
    convert: async () => {
      const [first] = hiddenFields(source.required, mapping, own)
      if (first !== undefined) throw hiddenField(source.object, first)
      convert ??= source.prepare(ctx, own, selection.associationLabel, unseen)
      return convert
    },
  }
}

/** Without it, records would be taken for what they are not. */
function hiddenField(object: string, field: string): ConnectorError {
  return new ConnectorError(
    'config',
    `this user does not see ${object}.${field}, without which a record would be taken for another kind: allow it by field-level security, in a permission set`,
  )
}

function relatedField(path: string): FieldDescription {
  return {
    name: path,
    type: 'reference',
    label: path,
    values: [],
    isRestricted: false,
    isUpdateable: false,
  }
}

async function relatedFields(
  ctx: SalesforceContext,
  source: SourceObject<EntityName>,
  objects: RelatedObjects,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const { path, object, field } of source.related ?? []) {
    if (!objects.has(object)) objects.set(object, (await describeObject(ctx, object))?.fields ?? null)
    if (objects.get(object)?.has(field) === true) found.push(path)
  }
  return found
}

/**
 * Refuses model fields that cannot be mapped.
 * @throws ConnectorError of kind `config` that names the field and the nearest that can.
 */
export function requireMappable(
  entity: EntityName,
  mappable: Readonly<Record<string, string | null>>,
  selection: FieldSelection,
): void {
  const fields = Object.keys(mappable)
  const unknown = Object.keys(selection.mapping).find((field) => !fields.includes(field))
  if (unknown === undefined) return
  const meant = nearest(unknown, fields)
  throw new ConnectorError(
    'config',
    `stream ${entity} has no field "${unknown}" to map${meant === null ? '.' : `; did you mean "${meant}"?`} These can be mapped: ${fields.join(', ') || 'none'}.`,
  )
}

/** What an admin is told of a field that was named and is not there. */
export function missingField(
  entity: EntityName,
  object: string,
  name: string,
  described: ObjectFields,
): string {
  const meant = nearest(name, described.keys())
  const hint = meant === null ? '.' : `; did you mean "${meant}"?`
  return `stream ${entity}: Salesforce ${object} has no field "${name}" that this user sees${hint} Correct the mapping, or give the user access to the field.`
}
