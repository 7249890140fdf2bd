import {
  type NextReplyFigures,
  nextReplyFigures,
  type ServiceChange,
  type ServiceFigures,
  serviceChange,
} from '@rapport/metrics'
import { firstContactPolicy, measuredPolicies, servicePolicy } from '@rapport/score'
import { type Database, loadStageState } from '@rapport/store'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { Workspace } from '../../workspace.ts'
import { groupNames } from '../named-groups.ts'
import { type FiguresRequest, groupedFigures, type ServiceClock } from './grouped-figures.ts'
import { groupedNextReplies } from './next-replies.ts'
import {
  inSlice,
  type ServiceDay,
  type ServiceGrouping,
  type ServiceSlice,
  slicedTickets,
} from './service-slice.ts'
import { type VendorReported, vendorReportedFigures } from './vendor-reported.ts'

/** What a report on service is asked for. */
export interface ServiceReportRequest {
  readonly slice: ServiceSlice
  readonly grouping: ServiceGrouping | null
  readonly clock: ServiceClock
  /** Compare with as many days before the first. */
  readonly compare: boolean
  /** How many customers, those with most tickets, where customers group the tickets; other groups are few. Default: all. */
  readonly customers?: number
}

/** One line of the report. */
export interface ServiceReportRow {
  /** How the group is named in filters; null: no value, or all tickets. */
  readonly group: string | null
  /** For people. */
  readonly label: string | null
  readonly n: number
  /** Null: hidden, since figures of an agent with so few tickets would say more of chance than of a person. */
  readonly figures: ServiceFigures | null
  /** Replies to what was asked after the first response. Null where hidden. */
  readonly nextReply: NextReplyFigures | null
  /** Later less earlier period. Null where nothing is compared. */
  readonly change: ServiceChange | null
}

/** Fewer tickets than this are no figures of an agent (METRICS.md, section 1). */
const fewestOfAgent = 5

/** Response times and first-contact resolution of the tickets of some days. */
export interface ServiceReport {
  readonly asOf: string
  readonly policies: { readonly service: string; readonly fcr: string }
  readonly targetSeconds: number | null
  /** By which clock the target counts, whatever the clock of the report. */
  readonly targetClock: ServiceClock | null
  /** On which day a figure counts. */
  readonly dayOf: ServiceDay
  readonly clock: ServiceClock
  readonly from: string
  readonly to: string
  readonly comparedWith: { readonly from: string; readonly to: string } | null
  readonly grouping: ServiceGrouping | null
  readonly total: ServiceReportRow
  readonly groups: readonly ServiceReportRow[]
  /** How many customers there are, shown or not, where they group the tickets. */
  readonly customers: number | null
  /** Apart from all figures above. */
  readonly vendorReported: VendorReported
}

/** The moment up to which tickets were measured; null before the first time. */
export async function serviceMeasuredAt(db: Database): Promise<Date | null> {
  const state = await loadStageState(db, 'service-measured')
  const asOf = state?.asOf
  return typeof asOf === 'string' ? new Date(asOf) : null
}

/** Reports on the tickets of a slice; null before tickets were measured. */
export async function serviceReport(
  workspace: Workspace,
  request: ServiceReportRequest,
): Promise<ServiceReport | null> {
  const { db } = workspace.store
  const { service } = workspace.config.metrics
  const asOf = await serviceMeasuredAt(db)
  if (asOf === null) return null
  const { slice, grouping, clock } = request
  const figuresRequest: FiguresRequest = {
    slice,
    grouping,
    clock,
    asOf,
    notAtFirstContact: service.fcr.notAtFirstContact,
  }
  const before = request.compare ? precedingDays(slice) : null
  const [total] = await rows(db, { ...figuresRequest, grouping: null }, before)
  const most = grouping === 'customer' ? await customersWithMost(db, slice, request.customers ?? null) : null
  const shown = most === null ? slice : { ...slice, customers: most.customers }
  const groups = grouping === null ? [] : await rows(db, { ...figuresRequest, slice: shown }, before)
  const policy = servicePolicy(service)
  return {
    asOf: asOf.toISOString(),
    // Other ones may be set since.
    policies: (await measuredPolicies(db)) ?? { service: policy.id, fcr: firstContactPolicy(service).id },
    targetSeconds: policy.firstResponseTarget?.seconds ?? null,
    targetClock: policy.firstResponseTarget?.clock ?? null,
    dayOf: slice.dayOf ?? 'start',
    clock,
    from: slice.from,
    to: slice.to,
    comparedWith: before,
    grouping,
    total: total ?? (await emptyRow(db, figuresRequest)),
    groups: await named(db, grouping, most === null ? groups : byTickets(groups)),
    customers: most?.of ?? null,
    vendorReported: await vendorReportedFigures(db, slice),
  }
}

/** The customers with most tickets of a slice, and how many there are in all; tickets without a customer count as one. */
async function customersWithMost(
  db: Database,
  slice: ServiceSlice,
  limit: number | null,
): Promise<{ readonly customers: readonly (number | null)[]; readonly of: number }> {
  const { rows: most } = await sql<{ customerId: number | null; of: number }>`
    select metric.customer_id as "customerId", (count(*) over ())::integer as of
    from ${slicedTickets(slice)} where ${inSlice(slice)}
    group by metric.customer_id order by count(*) desc, metric.customer_id limit ${limit}
  `.execute(db)
  return { customers: most.map(({ customerId }) => customerId), of: most[0]?.of ?? 0 }
}

function byTickets(rows: readonly ServiceReportRow[]): readonly ServiceReportRow[] {
  return rows.toSorted((left, right) => right.n - left.n)
}

/** As many days as the slice has, just before it. */
function precedingDays({ from, to }: ServiceSlice): { from: string; to: string } {
  const first = Temporal.PlainDate.from(from)
  const days = first.until(Temporal.PlainDate.from(to)).days + 1
  return { from: first.subtract({ days }).toString(), to: first.subtract({ days: 1 }).toString() }
}

async function rows(
  db: Database,
  request: FiguresRequest,
  before: { readonly from: string; readonly to: string } | null,
): Promise<readonly ServiceReportRow[]> {
  const now = await groupedFigures(db, request)
  // Days, weeks and months of two periods are different ones.
  const isCompared = before !== null && !['day', 'week', 'month'].includes(request.grouping ?? '')
  const earlier = isCompared
    ? await groupedFigures(db, { ...request, slice: { ...request.slice, ...before } })
    : []
  const byGroup = new Map(earlier.map(({ group, figures }) => [group, figures]))
  const nextReplies = await groupedNextReplies(db, request)
  const none = nextReplyFigures({ answered: 0, totalSeconds: 0 }, [])
  return now.map(({ group, figures }) => {
    const { n } = figures.counts
    if (isHidden(request, figures)) {
      return { group, label: group, n, figures: null, nextReply: null, change: null }
    }
    const past = byGroup.get(group)
    // A difference would tell what the period with few tickets must not.
    const comparable = past !== undefined && !isHidden(request, past)
    return {
      group,
      label: group,
      n,
      figures,
      nextReply: nextReplies.get(group) ?? none,
      change: comparable ? serviceChange(figures, past) : null,
    }
  })
}

/** Of figures by the day of the event, the tickets behind a row may have begun earlier. */
function isHidden({ grouping, slice }: FiguresRequest, { counts }: ServiceFigures): boolean {
  const tickets = Math.max(counts.n, counts.answered, counts.resolved)
  return (grouping === 'agent' || slice.agent !== undefined) && tickets < fewestOfAgent
}

async function emptyRow(db: Database, request: FiguresRequest): Promise<ServiceReportRow> {
  const [row] = await rows(db, { ...request, grouping: null }, null)
  if (row === undefined) throw new Error('a count without groups has one row')
  return { ...row, label: null }
}

/** Puts names in place of record ids. */
async function named(
  db: Database,
  grouping: ServiceGrouping | null,
  groups: readonly ServiceReportRow[],
): Promise<readonly ServiceReportRow[]> {
  if (grouping !== 'agent' && grouping !== 'team' && grouping !== 'customer') return groups
  const names = await groupNames(
    db,
    grouping,
    groups.flatMap(({ group }) => group ?? []),
  )
  return groups.map((row) => ({
    ...row,
    label: (row.group === null ? null : names.get(row.group)) ?? row.group,
  }))
}
