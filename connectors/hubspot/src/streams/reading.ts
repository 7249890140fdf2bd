import { type ConnectorContext, ConnectorError, type FieldSelection } from '@rapport/connector'
import { type Instant, nearest } from '@rapport/model'
import { type Account, readAccountIfAllowed } from '../account.ts'
import type { HubspotRecord } from '../objects.ts'
import { type PropertyDefinitions, readDefinitions, requireProperties } from '../property-definitions.ts'
import { type HubspotSettings, propertyName } from '../settings.ts'
import { shift, toInstant } from '../values.ts'
import type { ObjectDescription, ObjectEntity } from './object-description.ts'

/** HubSpot's times begin here: before anything was modified. */
export const beginning: Instant = shift('1970-01-01T00:00:00.000Z', 0)

/** An object that is searched by its modified time. */
export interface Searched {
  readonly ctx: ConnectorContext<HubspotSettings>
  readonly description: Pick<ObjectDescription<ObjectEntity>, 'objectType' | 'modifiedProperty'>
  /** The properties that the rows of a search carry. */
  readonly searchProperties: readonly string[]
}

/** One read of one object stream: what is read, and how. */
export interface Reading<E extends ObjectEntity> {
  readonly ctx: ConnectorContext<HubspotSettings>
  readonly description: ObjectDescription<E>
  readonly selection: FieldSelection
  /** Every property that is wanted of a record. */
  readonly properties: readonly string[]
  /** The wanted properties where they fit into a list's URL, else the least; then the rest is read by id. */
  readonly listProperties: readonly string[]
  /** The wanted properties where they fit into a search's body, else the least; then the rest is read by id. */
  readonly searchProperties: readonly string[]
  /** The portal's property definitions, read once, when first needed. */
  definitions(): Promise<PropertyDefinitions>
  /** The portal, read once, when first needed; null where this token may not ask for it. */
  account(): Promise<Account | null>
}

/** HubSpot refuses a search whose body is longer than 3,000 characters; filters and the frame take up to 600. */
const longestSearchProperties = 2_400
/** Servers on the way refuse long URLs with 414. */
const longestUrlProperties = 1_700

/**
 * Prepares a read. Where the admin mapped properties, their names are checked against the portal first, with one call.
 * @throws ConnectorError of kind `config` for a field that cannot be mapped or a property that does not exist.
 */
export async function openReading<E extends ObjectEntity>(
  ctx: ConnectorContext<HubspotSettings>,
  description: ObjectDescription<E>,
  selection: FieldSelection,
): Promise<Reading<E>> {
  requireMappable(description, selection)
  let definitions: Promise<PropertyDefinitions> | null = null
  const read = (): Promise<PropertyDefinitions> => {
    definitions ??= readDefinitions(ctx, description.objectType)
    return definitions
  }
  let account: Promise<Account | null> | null = null
  const named = [...Object.values(selection.mapping), ...selection.extra]
  if (named.length > 0) {
    requireProperties(description.entity, description.objectType, named, await read())
  }
  const properties = [
    ...new Set([
      description.modifiedProperty,
      ...description.properties,
      ...Object.values({ ...description.mappable, ...selection.mapping }).filter((name) => name !== null),
      ...selection.extra,
      ...selection.held.map((field) => propertyName(ctx.settings, field)),
    ]),
  ]
  const least = [description.modifiedProperty]
  const inUrl = properties.reduce(
    (length, name) => length + `&properties=${encodeURIComponent(name)}`.length,
    0,
  )
  return {
    ctx,
    description,
    selection,
    properties,
    listProperties: inUrl <= longestUrlProperties ? properties : least,
    searchProperties: JSON.stringify(properties).length <= longestSearchProperties ? properties : least,
    definitions: read,
    account: () => {
      account ??= readAccountIfAllowed(ctx)
      return account
    },
  }
}

function requireMappable(description: ObjectDescription<ObjectEntity>, selection: FieldSelection): void {
  const fields = Object.keys(description.mappable)
  const unknown = Object.keys(selection.mapping).find((field) => !fields.includes(field))
  if (unknown === undefined) return
  const meant = nearest(unknown, fields)
  throw new ConnectorError(
    'config',
    `stream ${description.entity} has no field "${unknown}" to map${meant === null ? '.' : `; did you mean "${meant}"?`} These can be mapped: ${fields.join(', ')}.`,
  )
}

/** When HubSpot last changed the record, by the property that search filters on. */
export function modifiedAt(reading: Pick<Searched, 'description'>, record: HubspotRecord): Instant {
  return toInstant(record.properties[reading.description.modifiedProperty]) ?? record.updatedAt ?? beginning
}
