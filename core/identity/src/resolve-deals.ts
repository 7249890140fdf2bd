import { type Association, type CustomerLevel, type ForeignKey, formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { connectDeals, namedDeals, saveCopies } from './deal-copies.ts'
import { loadParties, type PartyRow, saveParties } from './deal-parties.ts'
import { markDirty } from './dirty.ts'
import type { SystemNames } from './foreign-records.ts'
import { clearWaiting, deleteKeyRows, insertKeyRows, type KeyRow, rowKinds } from './key-rows.ts'
import { linkOf } from './link-rows.ts'
import { chooseParty, type PartyChoice } from './party-choice.ts'
import { type PartyReference, partyKey } from './record-order.ts'
import { formatDeal, type SaleCopy, type SaleRecord, setCopiesBeside } from './same-sales.ts'
import { openComplaint, recordComplaints } from './set-aside.ts'
import { textRows } from './text-rows.ts'

export interface DealSettings {
  readonly level: CustomerLevel
  readonly associationLabels: Readonly<Record<string, string | null>>
  readonly systems: SystemNames
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
  readonly state: string
  readonly foreignKeys: readonly ForeignKey[] | null
  readonly associations: readonly Association[] | null
  readonly party: string | null
  readonly reason: string | null
  readonly customer: number | null
  readonly setAside: string | null
  /** Its rows in `identity_key` that say what its party depends on, and which deals it names as the same sale. */
  readonly held: readonly (readonly [kind: string, value: string])[] | null
  readonly waiting: boolean
}

/** A deal, and the deals that it is the same sale as. */
type NamingRow = DealRow & { readonly names: readonly string[] }

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
    select deal.connection, deal.id, deal.revision, deal.deleted_at is null as live, deal.state,
      deal.data->'foreignKeys' as "foreignKeys",
      deal.data->${associations}::text as associations,
      party.party_id as party, party.reason, link.customer_id as customer, ${openComplaint(sql`deal.connection`, sql`'deal'`, sql`deal.id`)} as "setAside",
      (select json_agg(json_build_array(own.kind, own.value)) from identity_key as own
        where own.connection = deal.connection and own.entity = 'deal' and own.record_id = deal.id
          and own.kind in (${rowKinds.party}, ${rowKinds.same})) as held,
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

/** Settles deals, and with them all that are the same sale: which of them counts, and for whom. */
async function resolveDeals(
  transaction: Database,
  settings: DealSettings,
  deals: readonly DealRow[],
  after: number,
): Promise<DealChanges> {
  if (deals.length === 0) return { deals: 0, partiesChanged: 0, revision: after }
  const { level } = settings
  const named = deals.map((deal) => ({
    ...deal,
    names: namesOf(deal, settings),
    named: heldOf(deal, 'same'),
  }))
  const connected = await connectDeals(transaction, named)
  const others = connected === null ? [] : await loadOthers(transaction, level, deals, connected)
  const parties = await loadParties(transaction, level, [...deals, ...others])
  const choices = [...named, ...others].map((deal) => ({ deal, choice: choose(deal, settings, parties) }))
  const copies = connected === null ? [] : setCopiesBeside(choices.map(asSaleRecord))
  const settled = settle(choices, copies)
  if (connected !== null) {
    await saveCopies(
      transaction,
      level,
      choices.map(({ deal }) => deal),
      copies.map((copy) => ({ ...copy, party: copy.copy.party })),
    )
  }
  const moved = settled.filter(isMoved)
  await saveParties(
    transaction,
    level,
    moved.map(({ deal, party }) => ({ connection: deal.connection, deal: deal.id, party })),
  )
  await saveDependencies(transaction, level, settled)
  // A deal that was only looked at again, and stays where it was, is no change of its customer.
  const changed = settled.filter((one, index) => index < deals.length || isMoved(one))
  await markDirty(transaction, customersOf(changed, parties))
  await recordComplaints(
    transaction,
    'deal',
    settled.map(({ deal, complaint }) => ({
      connection: deal.connection,
      id: deal.id,
      now: complaint,
      before: deal.setAside,
    })),
  )
  await clearWaiting(
    transaction,
    'deal',
    settled.flatMap(({ deal }) => (deal.waiting ? [deal] : [])),
  )
  return {
    deals: deals.length,
    partiesChanged: settled.filter(({ deal, party }) => deal.party !== (party?.id ?? null)).length,
    revision: deals.reduce((highest, { revision }) => Math.max(highest, revision), after),
  }
}

/** The deals of `connected` that are not among `deals`. */
async function loadOthers(
  transaction: Database,
  level: CustomerLevel,
  deals: readonly DealRow[],
  connected: readonly PartyReference[],
): Promise<NamingRow[]> {
  const known = new Set(deals.map(formatDeal))
  const wanted = connected.filter((deal) => !known.has(formatDeal(deal)))
  if (wanted.length === 0) return []
  const chosen = sql`(select connection, id from ${textRows('wanted', wanted, ['connection', 'id'])})`
  const others = await loadDeals(transaction, level, chosen)
  // What they name now, if that changed, is looked at when it is their turn.
  return others.map((deal) => ({ ...deal, names: heldOf(deal, 'same') }))
}

function namesOf(deal: DealRow, { systems }: DealSettings): string[] {
  return namedDeals(deal, deal.foreignKeys ?? [], systems)
}

function heldOf({ held }: DealRow, kind: 'party' | 'same'): string[] {
  return (held ?? []).filter(([heldKind]) => heldKind === rowKinds[kind]).map(([, value]) => value)
}

interface DealChoice {
  readonly deal: NamingRow
  readonly choice: PartyChoice
}

interface SettledDeal {
  readonly deal: DealRow
  /** What it counts for; null where it counts for nobody, or another deal counts in its place. */
  readonly party: PartyChoice['party']
  readonly complaint: string | null
  readonly dependsOn: readonly string[]
}

function asSaleRecord({ deal, choice }: DealChoice): SaleRecord & { readonly party: string | null } {
  const { connection, id, live, state, names } = deal
  const party = choice.party?.id ?? null
  return { connection, id, live, state, names, party, hasParty: party !== null }
}

function settle(choices: readonly DealChoice[], copies: readonly SaleCopy<PartyReference>[]): SettledDeal[] {
  const byName = new Map(copies.map((copy) => [formatDeal(copy.copy), copy]))
  return choices.map(({ deal, choice: { party, complaint, dependsOn } }) => {
    const copy = byName.get(formatDeal(deal))
    return copy === undefined
      ? { deal, party, complaint, dependsOn }
      : { deal, party: null, complaint: copy.complaint, dependsOn }
  })
}

function isMoved({ deal, party }: SettledDeal): boolean {
  return deal.party !== (party?.id ?? null) || deal.reason !== (party?.reason ?? null)
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

async function saveDependencies(
  transaction: Database,
  level: CustomerLevel,
  settled: readonly SettledDeal[],
): Promise<void> {
  const added: KeyRow[] = []
  const removed: KeyRow[] = []
  for (const { deal, dependsOn } of settled) {
    const { connection, id } = deal
    const row = (value: string) => ({ connection, id, kind: rowKinds.party, value })
    const held = new Set(heldOf(deal, 'party'))
    const wanted = new Set(
      dependsOn.map((party) => formatReference({ connection, entity: level, id: party })),
    )
    for (const value of wanted) if (!held.has(value)) added.push(row(value))
    for (const value of held) if (!wanted.has(value)) removed.push(row(value))
  }
  await deleteKeyRows(transaction, 'deal', removed)
  await insertKeyRows(transaction, 'deal', added)
}

/** The customers that the deals counted for, and those that they count for now: any change of a deal is a change of theirs. */
function customersOf(settled: readonly SettledDeal[], parties: ReadonlyMap<string, PartyRow>): Set<number> {
  const customers = new Set<number>()
  for (const { deal, party } of settled) {
    if (deal.customer !== null) customers.add(deal.customer)
    if (party === null) continue
    const known = parties.get(partyKey({ connection: deal.connection, id: party.id }))
    if (known !== undefined && known.customer !== null) customers.add(known.customer)
  }
  return customers
}
