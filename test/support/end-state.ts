import type { HubspotState } from '@rapport/sandbox'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'

/** Rapport's fields of every contact, as the stand-in holds them. */
export function writtenFields(state: HubspotState): Record<string, Record<string, string>> {
  const result: Record<string, Record<string, string>> = {}
  const contacts = state.table('contacts')
  for (const { id, properties } of contacts.page(0, contacts.size, false)) {
    const own = Object.entries(properties).filter(([name]) => name.startsWith('rapport_'))
    result[id] = Object.fromEntries(own.sort(([left], [right]) => left.localeCompare(right)))
  }
  return result
}

/** How often each contact was written, by the stand-in's own log. */
export function writesPerContact(state: HubspotState): Map<string, number> {
  const writes = new Map<string, number>()
  for (const entry of state.log.entries) {
    for (const effect of entry.effects) {
      if (effect.objectType !== 'contacts' || effect.operation !== 'update') continue
      const id = String(effect.id)
      writes.set(id, (writes.get(id) ?? 0) + 1)
    }
  }
  return writes
}

/** All that a sync leaves in the store, apart from ids and times of its own. */
export async function storedState(store: Store): Promise<unknown> {
  const [records, scores, rejects] = [
    await sql`
      select 'contact' as entity, id, hash, deleted_at is null as live from contact
      union all select 'deal', id, hash, deleted_at is null from deal order by 1, 2
    `.execute(store.db),
    await sql`
      select link.entity, link.record_id, score.policy, score.n, score.values, score.why
      from score join identity_link as link using (customer_id) order by 1, 2, 3
    `.execute(store.db),
    await sql`select stage, entity, record_id, reason from reject where resolved_at is null order by 1, 2, 3`.execute(
      store.db,
    ),
  ]
  return { records: records.rows, scores: scores.rows, rejects: rejects.rows }
}
