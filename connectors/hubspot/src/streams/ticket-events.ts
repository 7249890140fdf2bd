import type { Instant } from '@rapport/model'
import type { PropertyVersion } from '../histories.ts'
import { defineHistoryStream, type HistoryChange } from './ticket-history-stream.ts'
import { turnsOf } from './version-turns.ts'

/** Who had a ticket, and how urgent it was, from the histories of owner, team and priority. */
export const ticketEvents = defineHistoryStream<'ticketEvent'>({
  entity: 'ticketEvent',
  basis: async () => 'owner, team and priority',
  changesOf: async (_ctx, ticketId, history) => [
    ...assignments(ticketId, history.hubspot_owner_id, history.hubspot_team_id),
    ...priorities(ticketId, history.hs_ticket_priority),
  ],
})

/** HubSpot sets the team right after the owner: what follows within a second is one assignment. */
const togetherMs = 1_000

/** A ticket that was assigned, or that was given back where both are empty. */
function assignments(
  ticketId: string,
  owners: readonly PropertyVersion[] = [],
  teams: readonly PropertyVersion[] = [],
): HistoryChange<'ticketEvent'>[] {
  const moments = [...new Set([...owners, ...teams].map(({ at }) => Date.parse(at)))].toSorted(
    (one, other) => one - other,
  )
  const begun = moments.filter((moment, index) => moment - (moments[index - 1] ?? -Infinity) > togetherMs)
  let before: string | null = null
  return begun.flatMap((moment) => {
    const until = moment + togetherMs
    const agentId = valueAt(owners, until)
    const teamId = valueAt(teams, until)
    const held = JSON.stringify([agentId, teamId])
    const isSame = held === before || (before === null && agentId === null && teamId === null)
    before = held
    if (isSame) return []
    const at = new Date(moment).toISOString()
    return [event(ticketId, 'assigned', at, { agentId, teamId })]
  })
}

function priorities(
  ticketId: string,
  versions: readonly PropertyVersion[] = [],
): HistoryChange<'ticketEvent'>[] {
  return turnsOf(versions).map(({ from, to, at }) =>
    event(ticketId, 'priority', at, { from: from || null, to: to || null }),
  )
}

function event(
  ticketId: string,
  type: 'assigned' | 'priority',
  at: Instant,
  more: { agentId?: string | null; teamId?: string | null; from?: string | null; to?: string | null },
): HistoryChange<'ticketEvent'> {
  const id = `${ticketId}:${type}:${Date.parse(at)}`
  return { type: 'upsert', record: { id, ticketId, at, type, ...more, modifiedAt: at } }
}

/** The value at a moment; null where there was none. */
function valueAt(versions: readonly PropertyVersion[], moment: number): string | null {
  const held = versions.findLast(({ at }) => Date.parse(at) <= moment)
  return held === undefined || held.value === '' ? null : held.value
}
