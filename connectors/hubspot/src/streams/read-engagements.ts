import type { ConnectorContext } from '@rapport/connector'
import { readLinks } from '../associations.ts'
import { type HubspotRecord, pageSizes, readRecords } from '../objects.ts'
import { readPeople } from '../people.ts'
import type { HubspotSettings } from '../settings.ts'
import { UnusableValue } from '../values.ts'
import type { EngagementFacts, EngagementKind } from './engagement-kinds.ts'
import type { MessageChange } from './message-change.ts'
import { modifiedAt } from './reading.ts'

type Context = ConnectorContext<HubspotSettings>

/** The activities of one kind on these tickets, at most 1,000: one call for the links, one for each 100 activities. */
export async function* engagementsOfTickets(
  ctx: Context,
  kind: EngagementKind,
  ticketIds: readonly string[],
  conversationsAreRead: boolean,
): AsyncGenerator<MessageChange> {
  const links = await readLinks(ctx, 'tickets', kind.type, ticketIds)
  const ids = [...new Set([...links.values()].flatMap((linked) => linked.map(({ id }) => id)))]
  for (let start = 0; start < ids.length; start += pageSizes.batch) {
    const batch = ids.slice(start, start + pageSizes.batch)
    const records = await readRecords(ctx, kind.type, batch, kind.properties)
    yield* engagementChanges(ctx, kind, records, conversationsAreRead)
  }
}

/**
 * What activities stand for that are on a ticket. One that is on several belongs to the first of them, the one with the lowest
 * id, so that it is one message whichever way it was found.
 */
export async function* engagementChanges(
  ctx: Context,
  kind: EngagementKind,
  records: readonly HubspotRecord[],
  conversationsAreRead: boolean,
): AsyncGenerator<MessageChange> {
  if (records.length === 0) return
  const links = await readLinks(
    ctx,
    kind.type,
    'tickets',
    records.map(({ id }) => id),
  )
  if (links.size === 0) return
  const people = await readPeople(ctx)
  for (const record of records) {
    const [ticketId] = (links.get(record.id) ?? [])
      .map(({ id }) => id)
      .toSorted((one, other) => Number(one) - Number(other))
    if (ticketId === undefined) continue
    const change = changeOf(kind, record, { ticketId, people, conversationsAreRead })
    if (change !== null) yield change
  }
}

function changeOf(kind: EngagementKind, record: HubspotRecord, facts: EngagementFacts): MessageChange | null {
  const id = `${kind.prefix}${record.id}`
  try {
    const message = kind.convert(record, facts)
    if (message === null) return null
    // It may have been read before conversations could be.
    if (message === 'copy') return { type: 'delete', id }
    return { type: 'upsert', record: { ...message, modifiedAt: modifiedAt(modified, record) } }
  } catch (error) {
    if (!(error instanceof UnusableValue)) throw error
    const reason = `${kind.type} ${record.id} on ticket ${facts.ticketId}: ${error.message}. ${error.remedy}`
    return { type: 'reject', id, reason, raw: record.properties }
  }
}

const modified = { description: { objectType: 'emails', modifiedProperty: 'hs_lastmodifieddate' } } as const
