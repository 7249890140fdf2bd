import { type ConnectorContext, ConnectorError } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import { callClient } from './client.ts'
import { type RecordPage, toIso } from './objects.ts'
import type { ObjectType } from './paths.ts'
import type { HubspotSettings } from './settings.ts'

type Context = ConnectorContext<HubspotSettings>

/** Records per call that HubSpot allows where histories are asked for. */
export const historyBatch = 50

/** One value that a property had, from `at` on. */
export interface PropertyVersion {
  /** Empty where the property was cleared. */
  readonly value: string
  readonly at: Instant
  /** Who or what set it: `user:12`, or HubSpot's word for it, such as `AUTOMATION_PLATFORM`. */
  readonly by: string | null
}

/** What some properties of a record were, oldest first. HubSpot shows the last 20 values of a property. */
export type RecordHistory = Readonly<Record<string, readonly PropertyVersion[]>>

/** Records with the histories of their properties, by id. */
export type Histories = ReadonlyMap<string, RecordHistory>

interface ClientRecord {
  readonly id: string
  readonly propertiesWithHistory?: Readonly<Record<string, readonly ClientVersion[]>>
}

interface ClientVersion {
  readonly value: string
  readonly timestamp: Date
  readonly sourceType?: string
  readonly updatedByUserId?: number
}

/** The histories of the records with these ids, 50 per call. An id that is not in the answer does not exist. */
export async function readHistories(
  ctx: Context,
  type: ObjectType,
  ids: readonly string[],
  properties: readonly string[],
): Promise<Histories> {
  const found = new Map<string, RecordHistory>()
  for (let start = 0; start < ids.length; start += historyBatch) {
    const batch = ids.slice(start, start + historyBatch)
    const answer = await callClient(
      ctx,
      { budget: 'general', effect: 'read', operation: `read the histories of ${batch.length} ${type}` },
      (client) =>
        client.crm.objects.batchApi.read(
          type,
          {
            inputs: batch.map((id) => ({ id })),
            properties: ['hs_object_id'],
            propertiesWithHistory: [...properties],
          },
          false,
        ),
    )
    const errors = 'errors' in answer ? (answer.errors ?? []) : []
    const serious = errors.find((error) => error.category !== 'OBJECT_NOT_FOUND')
    if (serious !== undefined) {
      throw new ConnectorError('contract', `read the histories of ${type}: ${serious.message}`)
    }
    for (const record of answer.results) found.set(record.id, historyOf(record))
  }
  return found
}

/** A page of the list of all records, 50 a call, with the histories of their properties. */
export async function listHistories(
  ctx: Context,
  type: ObjectType,
  after: string | null,
  properties: readonly string[],
): Promise<RecordPage & { readonly histories: Histories }> {
  const page = await callClient(
    ctx,
    { budget: 'general', effect: 'read', operation: `list ${type} with histories` },
    (client) =>
      client.crm.objects.basicApi.getPage(
        type,
        historyBatch,
        after ?? undefined,
        ['hs_lastmodifieddate'],
        [...properties],
        undefined,
        false,
      ),
  )
  return {
    records: page.results.map((record) => ({
      id: record.id,
      properties: record.properties,
      updatedAt: toIso(record.updatedAt),
      archivedAt: null,
      links: {},
    })),
    next: page.paging?.next?.after ?? null,
    histories: new Map(page.results.map((record) => [record.id, historyOf(record)])),
  }
}

function historyOf({ propertiesWithHistory }: ClientRecord): RecordHistory {
  return Object.fromEntries(
    Object.entries(propertiesWithHistory ?? {}).map(([name, versions]) => [
      name,
      versions
        .flatMap((version): PropertyVersion[] => {
          const at = toIso(version.timestamp)
          return at === null ? [] : [{ value: version.value ?? '', at, by: authorOf(version) }]
        })
        .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    ]),
  )
}

function authorOf({ sourceType, updatedByUserId }: ClientVersion): string | null {
  return updatedByUserId === undefined || updatedByUserId === null
    ? (sourceType ?? null)
    : `user:${updatedByUserId}`
}
