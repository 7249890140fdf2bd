import type { HubspotState, OrgState } from '@rapport/sandbox'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'
import type { Installation } from './installation.ts'

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
  return writesOf('contacts', state.log.entries)
}

/** Rapport's fields of every contact, as the stand-in for Salesforce holds them. */
export function writtenOrgFields(org: OrgState): Record<string, Record<string, unknown>> {
  const own = org.schema.fields('Contact').filter(({ name }) => name.startsWith('Rapport_'))
  const names = own.map(({ name }) => name).sort((left, right) => left.localeCompare(right))
  const contacts = org.table('Contact')
  return Object.fromEntries(
    Array.from({ length: contacts.size }, (_, row) => [
      contacts.idOf(row),
      Object.fromEntries(names.map((name) => [name, contacts.value(row, name)])),
    ]),
  )
}

/** How often each contact of an org was written, by calls and by ingest jobs, by the stand-in's own log. */
export function writesPerOrgContact(org: OrgState): Map<string, number> {
  return writesOf('Contact', org.log.entries)
}

interface LoggedCall {
  readonly effects: readonly {
    readonly objectType: string
    readonly operation: string
    readonly id: unknown
  }[]
}

function writesOf(objectType: string, calls: readonly LoggedCall[]): Map<string, number> {
  const writes = new Map<string, number>()
  for (const effect of calls.flatMap(({ effects }) => effects)) {
    if (effect.objectType !== objectType || effect.operation !== 'update') continue
    const id = String(effect.id)
    writes.set(id, (writes.get(id) ?? 0) + 1)
  }
  return writes
}

/** All that a sync leaves in the store of an installation. */
export async function stateOf(installation: Installation): Promise<unknown> {
  const store = await installation.openStore()
  try {
    return await storedState(store)
  } finally {
    await store.close()
  }
}

/** All that a sync leaves in the store, apart from ids and times of its own. */
export async function storedState(store: Store): Promise<unknown> {
  const [records, scores, rejects] = [
    await sql`
      select 'contact' as entity, id, hash, deleted_at is null as live from contact
      union all select 'company', id, hash, deleted_at is null from company
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
