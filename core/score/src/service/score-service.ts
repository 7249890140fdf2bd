import { setImmediate } from 'node:timers/promises'
import {
  type BusinessCalendar,
  type FirstContactPolicy,
  type FirstContactTicket,
  type FirstContactVerdict,
  firstContactOfEvents,
  mergeTickets,
  type ServicePolicy,
  type TicketEvent,
  ticketMetrics,
  withRepeatContacts,
} from '@rapport/metrics'
import { analyzeTables, type Database } from '@rapport/store'
import { sql } from 'kysely'
import { countDirtyTickets, markChangedTickets, nextDirtyTickets, type TicketBatch } from './dirty-tickets.ts'
import { measuringPolicyId } from './measuring-policy.ts'
import { type MetricRow, metricRow, turnRows } from './metric-rows.ts'
import { judgeFirstContacts } from './repeat-contacts.ts'
import { type MeasuredBatch, saveMeasured } from './save-metrics.ts'
import { firstContactPolicy, serviceCalendar, servicePolicy } from './service-policies.ts'
import { measuredUpTo, newestRevision, saveMeasuredAt, saveMeasuredUpTo } from './service-state.ts'
import type { ServiceScoreSettings } from './settings.ts'
import { type TicketHistories, ticketHistories } from './stored-events.ts'
import { refreshTicketCustomers, type TicketParty, ticketParties } from './ticket-party.ts'

/** What a scoring of tickets came to. */
export interface ServiceCounts {
  /** Tickets that were measured: all at first and after a change of the settings, else those whose events changed. */
  measured: number
  /** Verdicts on first-contact resolution: of each measured ticket, and of each of which another of the customer changed it. */
  judged: number
}

export interface ServiceOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** Few, as the events of all of them are in memory together. */
const ticketsAtOnce = 1_000
/** From so many tickets on, and such a share of all, the planner must not go by what it knew before. */
const manyTickets = 1_000
const largeShare = 0.1

/** How tickets are measured. */
interface Measure {
  readonly settings: ServiceScoreSettings
  readonly policy: ServicePolicy
  readonly firstContact: FirstContactPolicy
  readonly calendar: BusinessCalendar | null
  readonly policyId: number
}

/**
 * Measures the tickets whose events changed, in batches that commit one by one, so that memory stays flat and a scoring that was
 * cut off goes on where it was; then judges the first-contact resolution of all customers concerned.
 */
export async function scoreService(
  db: Database,
  settings: ServiceScoreSettings,
  { signal, onProgress }: ServiceOptions,
): Promise<ServiceCounts> {
  const revision = await newestRevision(db)
  await db.transaction().execute(async (transaction) => {
    const since = await measuredUpTo(transaction, settings)
    await markChangedTickets(transaction, since, settings.asOf)
    await saveMeasuredUpTo(transaction, settings, revision)
  })
  const policy = servicePolicy(settings.service)
  const firstContact = firstContactPolicy(settings.service)
  const measure: Measure = {
    settings,
    policy,
    firstContact,
    calendar: serviceCalendar(settings.service),
    policyId: await measuringPolicyId(db, policy, firstContact),
  }
  const total = await countDirtyTickets(db)
  const { measured, alone } = await measureDirtyTickets(
    db,
    measure,
    (done) => onProgress?.(done, total),
    signal,
  )
  const areMany = await changesMuch(db, measured)
  if (areMany) await analyzeTables(db, ['ticket_metric', 'ticket_turn'])
  await db.transaction().execute(refreshTicketCustomers)
  signal.throwIfAborted()
  const judged = await judgeFirstContacts(db, measure.firstContact)
  // Reports pass over the pages in which nothing changed since the last time; the database's own turn would come later.
  if (areMany) await sql`vacuum ticket_metric, ticket_turn`.execute(db)
  await saveMeasuredAt(db, settings.asOf, { service: policy.id, fcr: firstContact.id })
  return { measured, judged: alone + judged }
}

async function changesMuch(db: Database, measured: number): Promise<boolean> {
  if (measured < manyTickets) return false
  const { rows } = await sql<{ known: number }>`
    select reltuples as known from pg_class where oid = 'ticket_metric'::regclass
  `.execute(db)
  return measured >= largeShare * (rows[0]?.known ?? 0)
}

/**
 * Measures what is marked, and tells of how many there was something to measure. While one batch is computed, the next is read and the
 * one before is stored.
 */
async function measureDirtyTickets(
  db: Database,
  measure: Measure,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<{ readonly measured: number; readonly alone: number }> {
  let measured = 0
  let alone = 0
  let upcoming = readNext(db, null, measure)
  let saving: Promise<void> = Promise.resolve()
  try {
    for (let read = await upcoming; read !== null; read = await upcoming) {
      signal.throwIfAborted()
      upcoming = readNext(db, read.batch, measure)
      // Met at the next await; until then a failure must not count as unhandled.
      upcoming.catch(() => {})
      const rows = await measureBatch(read, measure)
      await saving
      saving = db.transaction().execute((transaction) => saveMeasured(transaction, rows))
      saving.catch(() => {})
      measured += rows.ids.length
      alone += rows.metrics.length
      onProgress(measured)
    }
    await saving
  } finally {
    // Nothing goes on behind the caller's back, who cleans up after a failure.
    await Promise.allSettled([upcoming, saving])
  }
  return { measured, alone }
}

/** So many tickets take some milliseconds. */
const ticketsBetween = 50

interface ReadTickets {
  readonly batch: TicketBatch
  readonly histories: TicketHistories
  readonly parties: ReadonlyMap<string, TicketParty>
}

async function readNext(
  db: Database,
  after: TicketBatch | null,
  { settings }: Measure,
): Promise<ReadTickets | null> {
  const batch = await nextDirtyTickets(db, after, ticketsAtOnce)
  if (batch === null) return null
  const histories = await ticketHistories(db, batch.connection, batch.ids)
  const parties = await ticketParties(db, batch.connection, settings.level, [...histories.tickets.values()])
  return { batch, histories, parties }
}

async function measureBatch(
  { batch, histories, parties }: ReadTickets,
  measure: Measure,
): Promise<MeasuredBatch> {
  const { settings, policy, policyId, calendar } = measure
  const asOf = settings.asOf.getTime()
  const options = { asOf, calendar, policy }
  const filing = { connection: batch.connection, timezone: settings.timezone }
  const together = mergeTickets(histories.events, asOf)
  const metrics: MetricRow[] = []
  const turns: MetricRow[] = []
  const due: { id: string; at: number }[] = []
  for (const [index, id] of batch.ids.entries()) {
    // What is read and stored meanwhile goes on between its statements only where this one lets go.
    if (index % ticketsBetween === 0) await setImmediate()
    const events = together.get(id) ?? []
    const measured = ticketMetrics(events, options)
    if (measured === null) {
      const begins = firstAfter(events, asOf)
      if (begins !== null) due.push({ id, at: begins })
      continue
    }
    const own = firstContactOfEvents(events, measured, measure.firstContact, options)
    const again = earliest(firstAfter(events, asOf), later(own.maturesAt, asOf))
    if (again !== null) due.push({ id, at: again })
    const party = parties.get(id) ?? null
    const { createdAt, initiator, standing, topic } = measured
    const customerId = party?.customerId ?? null
    const verdict = verdictAlone({ ...own, createdAt, initiator, standing, topic, customerId }, measure)
    metrics.push(metricRow(measured, own, { ...filing, party, verdict, policy, policyId, asOf }))
    turns.push(...turnRows(measured, { ...filing, party }))
  }
  return { connection: batch.connection, ids: batch.ids, metrics, turns, due }
}

/** The verdict if the customer asked nothing else, which is so of most: only the others' rows are written twice. */
function verdictAlone(ticket: FirstContactTicket, { firstContact }: Measure): FirstContactVerdict {
  const [verdict] = withRepeatContacts([ticket], firstContact)
  return verdict ?? { resolved: null, reason: null, repeated: null }
}

/** When something happens that is not yet seen, the end of a call included; ms since 1970. */
function firstAfter(events: readonly TicketEvent[], asOf: number): number | null {
  let first: number | null = null
  for (const event of events) {
    first = earliest(first, later(event.at, asOf))
    if (event.type !== 'message') continue
    first = earliest(first, earliest(later(event.answeredAt, asOf), later(event.endedAt, asOf)))
  }
  return first
}

function later(at: number | null, asOf: number): number | null {
  return at !== null && at > asOf ? at : null
}

function earliest(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right
  return Math.min(left, right)
}
