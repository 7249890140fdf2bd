import { type Configuration, describeSettings } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import { type EntityName, ticketCategory } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'

/** A field of the common model, and where it comes from. */
export interface MappedField {
  readonly field: string
  /** The source field in force; null: none. */
  readonly source: string | null
  readonly default: string | null
  /** Whether rapport.yaml says so. */
  readonly mapped: boolean
}

/** What rapport.yaml says of a stream's fields. */
export function mappedFields(
  connector: AnyConnector,
  entity: string,
  mapping: Configuration['connections'][string]['mapping'][string] | undefined,
): readonly MappedField[] {
  const mappable = connector.streams.find((stream) => stream.entity === entity)?.mappable ?? {}
  return Object.entries(mappable).map(([field, byDefault]) => {
    const own = mapping?.fields[field]
    return { field, source: own ?? byDefault, default: byDefault, mapped: own !== undefined }
  })
}

/** The setting that says what a ticket's status means, by its schema; null where the connector has none. */
export function categorySetting(connector: AnyConnector): string | null {
  const schema = z.toJSONSchema(connector.settings, { io: 'input', unrepresentable: 'any' })
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== 'object') continue
    const values = property.additionalProperties
    if (typeof values !== 'object' || values === null || !('enum' in values)) continue
    if (values.enum?.includes('pending_customer')) return name
  }
  return null
}

/** The description of a setting. */
export function describeSetting(connector: AnyConnector, name: string): string {
  return describeSettings(connector.settings).find(({ path }) => path === name)?.description ?? ''
}

export const categories = ticketCategory.options

/** So many records are looked at, the latest that came first. */
const sampledRecords = 20

/** Of each field so many different values are shown. */
const sampledValues = 3

/** A field with some of its values. */
export interface SampledField {
  readonly name: string
  readonly values: readonly string[]
}

/** Some stored records of a stream: what the model holds of them, and source fields that no mapping uses. */
export interface Samples {
  readonly records: number
  readonly model: readonly SampledField[]
  readonly unmapped: readonly SampledField[]
}

/** What sites let be kept for a time: it is gone at its moment, and so is never read from a cache. */
export const mayExpire = (entity: EntityName): boolean => entity === 'review' || entity === 'place'

/** Sample values of a stream; `hidden` shows their shape alone. */
export async function sampleValues(
  db: Database,
  {
    connection,
    entity,
    hidden,
  }: { readonly connection: string; readonly entity: EntityName; readonly hidden: boolean },
): Promise<Samples> {
  const { rows } = await sql<{ data: Record<string, unknown>; raw: Record<string, unknown> | null }>`
    select data, raw from ${sql.table(mayExpire(entity) ? `readable_${entity}` : tableOf(entity))}
    where connection = ${connection} and deleted_at is null
    order by revision desc limit ${sampledRecords}
  `.execute(db)
  const show = hidden ? shapeOf : (text: string): string => text
  return {
    records: rows.length,
    model: sampled(
      rows.map(({ data }) => data),
      show,
    ),
    unmapped: sampled(
      rows.map(({ raw }) => raw ?? {}),
      show,
    ),
  }
}

function sampled(
  records: readonly Readonly<Record<string, unknown>>[],
  show: (text: string) => string,
): readonly SampledField[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))].sort()
  return names.map((name) => {
    const values = records.flatMap((record) => {
      const value = record[name]
      // Of a list each part is a value.
      return (Array.isArray(value) ? value : [value]).flatMap(textOf)
    })
    return { name, values: [...new Set(values)].slice(0, sampledValues).map(show) }
  })
}

function textOf(value: unknown): readonly string[] {
  if (value === null || value === undefined || value === '') return []
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [text.length > longestSample ? `${text.slice(0, longestSample)}…` : text]
}

const longestSample = 60

/** What a value looks like, without saying it: `Ann@x.example` becomes `Xxx@x.xxxxxxx`. */
function shapeOf(text: string): string {
  return text
    .replace(/\p{Lu}/gu, 'X')
    .replace(/\p{L}/gu, (letter) => (letter === 'X' ? letter : 'x'))
    .replace(/\d/g, '0')
}

/** The statuses that stored tickets of a connection have, the most frequent first. */
export async function storedStatuses(
  db: Database,
  connection: string,
): Promise<readonly { readonly status: string; readonly category: string; readonly tickets: number }[]> {
  const { rows } = await sql<{ status: string; category: string; tickets: number }>`
    select data->>'status' as status, max(data->>'category') as category, count(*)::int as tickets
    from ticket where connection = ${connection} and deleted_at is null and data->>'status' is not null
    group by 1 order by 3 desc limit 100
  `.execute(db)
  return rows
}
