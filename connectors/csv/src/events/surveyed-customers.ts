import type { ConnectorContext } from '@rapport/connector'
import { KeyNumbers } from '../key-numbers.ts'
import type { Settings } from '../settings.ts'
import type { SourceFile } from '../source-file.ts'
import { type EventType, readEvents } from './read-events.ts'

/**
 * Who asked on the tickets that were rated: the rating does not say, and the creation may stand anywhere. Two passes, so that
 * only these customers are in memory.
 */
export async function surveyedCustomers(
  ctx: ConnectorContext<Settings>,
  file: SourceFile,
): Promise<ReadonlyMap<string, string>> {
  const rated = new KeyNumbers()
  for await (const event of eventsOf(ctx, file, 'survey')) rated.numberOf(event.ticketId)
  const customers = new Map<string, string>()
  if (rated.size === 0) return customers
  for await (const event of eventsOf(ctx, file, 'created')) {
    if (event.type !== 'created' || event.customerId === null) continue
    if (rated.has(event.ticketId)) customers.set(event.ticketId, event.customerId)
  }
  return customers
}

async function* eventsOf(ctx: ConnectorContext<Settings>, file: SourceFile, type: EventType) {
  for await (const lines of readEvents(ctx, file, [type])) {
    for (const line of lines)
      if (line !== null && 'event' in line && line.event.type === type) yield line.event
  }
}
