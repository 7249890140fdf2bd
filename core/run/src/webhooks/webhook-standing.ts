import { sql } from 'kysely'
import type { Workspace } from '../workspace.ts'

/** How the webhooks of a connection stand, to be shown. */
export interface WebhookStanding {
  readonly connection: string
  /** Records that wait to be read again, those that failed included. */
  readonly waiting: number
  /** Records that could not be read the last time. */
  readonly failing: number
  /** Since when the record that has waited longest waits; null where none does. */
  readonly waitingSince: Date | null
  /** When the vendor last told of something; null where it never did. */
  readonly lastAt: Date | null
  /** Events that came in, by what the vendor calls them. `unknown` are those that nothing is read again for. */
  readonly events: readonly {
    readonly kind: string
    readonly events: number
    readonly unknown: number
    readonly lastAt: Date
  }[]
}

/** How webhooks stand, of every connection that something was ever told of. */
export async function webhookStandings({ store }: Workspace): Promise<readonly WebhookStanding[]> {
  const tallies = await store.db
    .selectFrom('webhook_tally')
    .select(['connection', 'kind', 'events', 'unknown', 'last_at as lastAt'])
    .orderBy('connection')
    .orderBy('kind')
    .execute()
  const { rows: queues } = await sql<{ connection: string; waiting: number; failing: number; since: Date }>`
    select connection, count(*) as waiting, count(*) filter (where reason is not null) as failing, min(received_at) as since
    from webhook_record group by connection
  `.execute(store.db)
  const names = [...new Set([...tallies, ...queues].map(({ connection }) => connection))].toSorted()
  return names.map((connection) => {
    const queue = queues.find((one) => one.connection === connection)
    const events = tallies.flatMap(({ connection: of, ...tallied }) => (of === connection ? [tallied] : []))
    const latest = events.reduce((newest, { lastAt }) => Math.max(newest, lastAt.getTime()), 0)
    return {
      connection,
      waiting: queue?.waiting ?? 0,
      failing: queue?.failing ?? 0,
      waitingSince: queue?.since ?? null,
      lastAt: events.length === 0 ? null : new Date(latest),
      events,
    }
  })
}
