import { type Association, type CustomerLevel, formatReference } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { markDirty } from './dirty.ts'
import { clearWaiting, deleteKeyRows, insertKeyRows, type KeyRow, rowKinds } from './key-rows.ts'
import { linkOf } from './link-rows.ts'
import { chooseParty, type KnownParty, type PartyChoice } from './party-choice.ts'
import { type PartyReference, partyKey } from './record-order.ts'
import { openComplaint, recordComplaints } from './set-aside.ts'
import { textRows } from './text-rows.ts'

export interface DealSettings {
  readonly level: CustomerLevel
  readonly associationLabels: Readonly<Record<string, string | null>>
}

/** What one batch did; no deals means that none was left. */
export interface DealChanges {
  readonly deals: number
  readonly partiesChanged: number
  /** The revision of the last deal. */
  readonly revision: number
}

interface DealRow extends PartyReference {
  readonly revision: number
  readonly live: boolean
  readonly associations: readonly Association[] | null
  readonly party: string | null
  readonly reason: string | null
  readonly customer: number | null
  readonly setAside: string | null
  readonly dependsOn: readonly string[] | null
  readonly waiting: boolean
}

interface PartyRow extends PartyReference, KnownParty {
  readonly customer: number | null
}

/** Chooses the parties of the next deals that changed. */
export async function resolveChangedDeals(
  transaction: Database,
  settings: DealSettings,
  after: number,
  limit: number,
): Promise<DealChanges> {
  const deals = await loadDeals(
    transaction,
    settings.level,
    sql`(select connection, id from deal where revision > ${after} order by revision limit ${limit})`,
  )
  return resolveDeals(transaction, settings, deals, after)
}

/** Chooses the parties of the next deals again that wait for it, because of their contacts or companies. */
export async function resolveWaitingDeals(
  transaction: Database,
  settings: DealSettings,
  limit: number,
): Promise<DealChanges> {
  const deals = await loadDeals(
    transaction,
    settings.level,
    sql`(select connection, record_id as id from identity_key
      where kind = ${rowKinds.waiting} and value = 'deal' limit ${limit})`,
  )
  return resolveDeals(transaction, settings, deals, 0)
}

async function loadDeals(
  transaction: Database,
  level: CustomerLevel,
  chosen: RawBuilder<unknown>,
): Promise<DealRow[]> {
  const associations = level === 'company' ? 'companies' : 'contacts'
  const { rows } = await sql<DealRow>`
    select deal.connection, deal.id, deal.revision, deal.deleted_at is null as live,
      deal.data->${associations}::text as associations,
      party.party_id as party, party.reason, link.customer_id as customer, ${openComplaint(sql`deal.connection`, sql`'deal'`, sql`deal.id`)} as "setAside",
      (select array_agg(waits.value) from identity_key as waits
        where waits.connection = deal.connection and waits.entity = 'deal' and waits.record_id = deal.id
          and waits.kind = ${rowKinds.party}) as "dependsOn",
      exists (select 1 from identity_key as mark
        where mark.connection = deal.connection and mark.entity = 'deal' and mark.record_id = deal.id
          and mark.kind = ${rowKinds.waiting} and mark.value || '' = 'deal') as waiting
    from ${chosen} as chosen
    join deal on deal.connection = chosen.connection and deal.id = chosen.id
    left join lateral (
      select * from deal_party as held where held.connection = deal.connection and held.deal_id = deal.id offset 0
    ) as party on true
    ${linkOf(sql`party.connection`, sql`party.entity`, sql`party.party_id`)}
  `.execute(transaction)
  return rows
}

async function resolveDeals(
  transaction: Database,
  settings: DealSettings,
  deals: readonly DealRow[],
  after: number,
): Promise<DealChanges> {
  if (deals.length === 0) return { deals: 0, partiesChanged: 0, revision: after }
  const { level } = settings
  const parties = await loadParties(transaction, level, deals)
  const choices = deals.map((deal) => ({ deal, choice: choose(deal, settings, parties) }))
  const moved = choices.filter(
    ({ deal, choice }) =>
      deal.party !== (choice.party?.id ?? null) || deal.reason !== (choice.party?.reason ?? null),
  )
  await saveParties(transaction, level, moved)
  await saveDependencies(transaction, level, choices)
  await markDirty(transaction, customersOf(choices, parties))
  await recordComplaints(
    transaction,
    'deal',
    choices.map(({ deal, choice }) => ({
      connection: deal.connection,
      id: deal.id,
      now: choice.complaint,
      before: deal.setAside,
    })),
  )
  await clearWaiting(
    transaction,
    'deal',
    deals.filter(({ waiting }) => waiting),
  )
  return {
    deals: deals.length,
    partiesChanged: choices.filter(({ deal, choice }) => deal.party !== (choice.party?.id ?? null)).length,
    revision: deals.reduce((highest, { revision }) => Math.max(highest, revision), after),
  }
}

interface DealChoice {
  readonly deal: DealRow
  readonly choice: PartyChoice
}

/** What is known of the deals' parties, and of those they were merged into. */
async function loadParties(
  transaction: Database,
  level: CustomerLevel,
  deals: readonly DealRow[],
): Promise<ReadonlyMap<string, PartyRow>> {
  const wanted = new Map<string, PartyReference>()
  for (const { connection, associations } of deals) {
    for (const { id } of associations ?? []) wanted.set(partyKey({ connection, id }), { connection, id })
  }
  const direct = await lookUpParties(transaction, level, [...wanted.values()])
  const merged = direct.filter(({ mergedInto }) => mergedInto !== null)
  const followed = merged.length === 0 ? [] : await followMerges(transaction, level, merged)
  return new Map([...direct, ...followed].map((row) => [partyKey(row), row]))
}

async function lookUpParties(
  transaction: Database,
  level: CustomerLevel,
  wanted: readonly PartyReference[],
): Promise<PartyRow[]> {
  const { rows } = await sql<PartyRow>`
    select known.connection, known.id, known.deleted_at is null as live, known.merged_into as "mergedInto",
      link.customer_id as customer
    from ${textRows('wanted', wanted, ['connection', 'id'])}
    join ${sql.table(tableOf(level))} as known on known.connection = wanted.connection and known.id = wanted.id
    ${linkOf(sql`known.connection`, sql`${level}`, sql`known.id`)}
  `.execute(transaction)
  return rows
}

/** The records that merged records live on in, and those that these were merged into, as far as it goes. */
async function followMerges(
  transaction: Database,
  level: CustomerLevel,
  merged: readonly PartyReference[],
): Promise<PartyRow[]> {
  const table = sql.table(tableOf(level))
  const { rows } = await sql<PartyRow>`
    with recursive known as (
      select record.connection, record.id, record.deleted_at, record.merged_into
      from ${textRows('wanted', merged, ['connection', 'id'])}
      join ${table} as record on record.connection = wanted.connection and record.id = wanted.id
      union
      select record.connection, record.id, record.deleted_at, record.merged_into
      from known join ${table} as record
        on record.connection = known.connection and record.id = known.merged_into
    )
    select known.connection, known.id, known.deleted_at is null as live, known.merged_into as "mergedInto",
      link.customer_id as customer
    from known ${linkOf(sql`known.connection`, sql`${level}`, sql`known.id`)}
  `.execute(transaction)
  return rows
}

function choose(deal: DealRow, settings: DealSettings, parties: ReadonlyMap<string, PartyRow>): PartyChoice {
  // What happened to a deal that was deleted concerns nobody any more.
  if (!deal.live) return { party: null, complaint: null, dependsOn: [] }
  const { connection } = deal
  return chooseParty({
    level: settings.level,
    connection,
    associations: deal.associations ?? [],
    label: settings.associationLabels[connection] ?? null,
    lookUp: (id) => parties.get(partyKey({ connection, id })),
  })
}

async function saveParties(
  transaction: Database,
  level: CustomerLevel,
  moved: readonly DealChoice[],
): Promise<void> {
  const chosen = moved.flatMap(({ deal, choice }) =>
    choice.party === null
      ? []
      : [{ connection: deal.connection, deal: deal.id, party: choice.party.id, reason: choice.party.reason }],
  )
  const dropped = moved.flatMap(({ deal, choice }) =>
    choice.party === null ? [{ connection: deal.connection, deal: deal.id }] : [],
  )
  if (chosen.length > 0) {
    await sql`
      insert into deal_party (connection, deal_id, entity, party_id, reason)
      select connection, deal, ${level}, party, reason
      from ${textRows('chosen', chosen, ['connection', 'deal', 'party', 'reason'])}
      on conflict (connection, deal_id)
      do update set entity = excluded.entity, party_id = excluded.party_id, reason = excluded.reason
    `.execute(transaction)
  }
  if (dropped.length > 0) {
    await sql`
      delete from deal_party as held
      using ${textRows('dropped', dropped, ['connection', 'deal'])}
      where held.connection = dropped.connection and held.deal_id = dropped.deal
    `.execute(transaction)
  }
}

async function saveDependencies(
  transaction: Database,
  level: CustomerLevel,
  choices: readonly DealChoice[],
): Promise<void> {
  const added: KeyRow[] = []
  const removed: KeyRow[] = []
  for (const { deal, choice } of choices) {
    const { connection, id } = deal
    const row = (value: string) => ({ connection, id, kind: rowKinds.party, value })
    const held = new Set(deal.dependsOn ?? [])
    const wanted = new Set(
      choice.dependsOn.map((party) => formatReference({ connection, entity: level, id: party })),
    )
    for (const value of wanted) if (!held.has(value)) added.push(row(value))
    for (const value of held) if (!wanted.has(value)) removed.push(row(value))
  }
  await deleteKeyRows(transaction, 'deal', removed)
  await insertKeyRows(transaction, 'deal', added)
}

/** The customers that the deals counted for, and those that they count for now: any change of a deal is a change of theirs. */
function customersOf(choices: readonly DealChoice[], parties: ReadonlyMap<string, PartyRow>): Set<number> {
  const customers = new Set<number>()
  for (const { deal, choice } of choices) {
    if (deal.customer !== null) customers.add(deal.customer)
    if (choice.party === null) continue
    const party = parties.get(partyKey({ connection: deal.connection, id: choice.party.id }))
    if (party !== undefined && party.customer !== null) customers.add(party.customer)
  }
  return customers
}
