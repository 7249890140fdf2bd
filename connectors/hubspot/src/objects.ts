import type { ConnectorContext } from '@rapport/connector'
import { ConnectorError } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import { callClient, searchOperators } from './client.ts'
import type { ObjectType } from './paths.ts'
import type { HubspotSettings } from './settings.ts'

type Context = ConnectorContext<HubspotSettings>

/** Links that a list page carries for a record. */
export interface InlineLinks {
  readonly ids: readonly string[]
  /** Whether there are more than the page shows. */
  readonly more: boolean
}

/** One HubSpot record as the API gives it: every value is text or null. */
export interface HubspotRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly updatedAt: Instant | null
  readonly archivedAt: Instant | null
  /** By object type; only on list pages that asked for them. */
  readonly links: Readonly<Partial<Record<ObjectType, InlineLinks>>>
}

/** A page of a list, with the cursor of the next; null at the end. */
export interface RecordPage {
  readonly records: readonly HubspotRecord[]
  readonly next: string | null
}

/** Rows per page that HubSpot allows. */
export const pageSizes = { list: 100, search: 200, batch: 100 } as const

/** One page of all records of a type, in the order of their ids. */
export async function listRecords(
  ctx: Context,
  type: ObjectType,
  options: {
    after: string | null
    properties: readonly string[]
    associations?: readonly ObjectType[]
    archived?: boolean
  },
): Promise<RecordPage> {
  const archived = options.archived ?? false
  const operation = `list ${archived ? 'archived ' : ''}${type}`
  const page = await callClient(ctx, { budget: 'general', effect: 'read', operation }, (client) =>
    client.crm.objects.basicApi.getPage(
      type,
      pageSizes.list,
      options.after ?? undefined,
      [...options.properties],
      undefined,
      options.associations === undefined || options.associations.length === 0
        ? undefined
        : [...options.associations],
      archived,
    ),
  )
  return {
    records: page.results.map(toRecord),
    next: page.paging?.next?.after ?? null,
  }
}

/** A filter of a search. Times are written as epoch milliseconds. */
export interface SearchFilter {
  readonly property: string
  readonly operator: keyof typeof searchOperators
  readonly value: string
}

export interface SearchQuery {
  readonly filters: readonly SearchFilter[]
  readonly sort: { readonly property: string; readonly descending: boolean }
  readonly limit: number
  readonly properties: readonly string[]
  /** Offset of the first row, as HubSpot's cursor gives it. */
  readonly after?: string | null
}

export interface SearchPage extends RecordPage {
  /** How many records match in all, beyond what can be paged through. */
  readonly total: number
}

/** One page of a search. HubSpot answers at most 10,000 rows per query, archived records never. */
export async function searchRecords(ctx: Context, type: ObjectType, query: SearchQuery): Promise<SearchPage> {
  const page = await callClient(
    ctx,
    { budget: 'search', effect: 'read', operation: `search ${type}` },
    (client) =>
      client.crm.objects.searchApi.doSearch(type, {
        ...(query.filters.length === 0
          ? {}
          : {
              filterGroups: [
                {
                  filters: query.filters.map(({ property, operator, value }) => ({
                    propertyName: property,
                    operator: searchOperators[operator],
                    value,
                  })),
                },
              ],
            }),
        sorts: [`${query.sort.descending ? '-' : ''}${query.sort.property}`],
        properties: [...query.properties],
        limit: query.limit,
        ...(query.after === undefined || query.after === null ? {} : { after: query.after }),
      }),
  )
  return {
    total: page.total,
    records: page.results.map(toRecord),
    next: page.paging?.next?.after ?? null,
  }
}

/** The records with these ids, at most 100; those that are archived, or those that are not. An id that is not in the answer does not exist. */
export async function readRecords(
  ctx: Context,
  type: ObjectType,
  ids: readonly string[],
  properties: readonly string[],
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<readonly HubspotRecord[]> {
  const answer = await callClient(
    ctx,
    {
      budget: 'general',
      effect: 'read',
      operation: `read ${ids.length} ${archived ? 'archived ' : ''}${type}`,
    },
    (client) =>
      client.crm.objects.batchApi.read(
        type,
        {
          inputs: ids.map((id) => ({ id })),
          properties: [...properties],
          propertiesWithHistory: [],
        },
        archived,
      ),
  )
  const errors = 'errors' in answer ? (answer.errors ?? []) : []
  const serious = errors.find((error) => error.category !== 'OBJECT_NOT_FOUND')
  if (serious !== undefined) {
    throw new ConnectorError(
      'contract',
      `read ${type}: HubSpot could not read ${serious.context?.ids?.join(', ') ?? 'some records'}: ${serious.message}`,
    )
  }
  return answer.results.map(toRecord)
}

export interface RecordUpdate {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
}

/** Why a row of a batch was refused. */
export interface RowFailure {
  readonly ids: readonly string[]
  readonly category: string
  readonly message: string
}

export interface UpdateAnswer {
  readonly updated: readonly { readonly id: string; readonly updatedAt: Instant | null }[]
  /** HubSpot answers 207 and the client calls it a success: these rows were not written. */
  readonly failures: readonly RowFailure[]
}

/** Updates at most 100 records by id. */
export async function updateRecords(
  ctx: Context,
  type: ObjectType,
  updates: readonly RecordUpdate[],
): Promise<UpdateAnswer> {
  const answer = await callClient(
    ctx,
    { budget: 'general', effect: 'write', operation: `update ${updates.length} ${type}` },
    (client) =>
      client.crm.objects.batchApi.update(type, {
        inputs: updates.map(({ id, properties }) => ({ id, properties: { ...properties } })),
      }),
  )
  const errors = 'errors' in answer ? (answer.errors ?? []) : []
  return {
    updated: answer.results.map((result) => ({ id: result.id, updatedAt: toIso(result.updatedAt) })),
    failures: errors.map((error) => ({
      ids: error.context?.ids ?? [],
      category: error.category,
      message: error.message,
    })),
  }
}

interface ClientRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly updatedAt?: Date
  readonly archivedAt?: Date
  readonly associations?: Readonly<
    Record<
      string,
      { readonly results: readonly { readonly id: string }[]; readonly paging?: { readonly next?: unknown } }
    >
  >
}

function toRecord(record: ClientRecord): HubspotRecord {
  const links: Partial<Record<ObjectType, InlineLinks>> = {}
  for (const type of ['contacts', 'companies', 'deals', 'tickets'] as const) {
    const found = record.associations?.[type]
    if (found === undefined) continue
    links[type] = {
      ids: [...new Set(found.results.map((result) => result.id))],
      more: found.paging?.next !== undefined,
    }
  }
  return {
    id: record.id,
    properties: record.properties,
    updatedAt: toIso(record.updatedAt),
    archivedAt: toIso(record.archivedAt),
    links,
  }
}

/** The client makes a Date of whatever stands there: nothing, or something unreadable. */
export function toIso(date: Date | undefined | null): Instant | null {
  return date instanceof Date && !Number.isNaN(date.getTime()) ? date.toISOString() : null
}
