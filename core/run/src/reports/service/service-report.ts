import {
  medianChange,
  type NextReplyFigures,
  nextReplyFigures,
  type ServiceChange,
  type ServiceFigures,
  serviceChange,
} from '@rapport/metrics'
import { firstContactPolicy, measuredPolicies, servicePolicy } from '@rapport/score'
import type { DifferenceInterval } from '@rapport/stats'
import { type Database, loadStageState } from '@rapport/store'
import type { Workspace } from '../../workspace.ts'
import { groupNames } from '../named-groups.ts'
import { customersWithMost } from './customers-with-most.ts'
import { type Comparison, earlierDays } from './earlier-days.ts'
import {
  type FiguresRequest,
  type GroupFigures,
  groupedFigures,
  noFigures,
  type ServiceClock,
} from './grouped-figures.ts'
import { groupedNextReplies } from './next-replies.ts'
import {
  fewestOfAgent,
  isOfAgent,
  type ServiceDay,
  type ServiceGrouping,
  type ServiceSlice,
} from './service-slice.ts'
import { type VendorReported, vendorReportedFigures } from './vendor-reported.ts'

/** What a report on service is asked for. */
export interface ServiceReportRequest {
  readonly slice: ServiceSlice
  readonly grouping: ServiceGrouping | null
  readonly clock: ServiceClock
  readonly compare: Comparison
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
  /** Replies to what was asked after the first response. Null: hidden, of an agent with so few of them. */
  readonly nextReply: NextReplyFigures | null
  /** Later less earlier period. Null where nothing is compared. */
  readonly change: ServiceChange | null
  /** The same of the median of next replies. */
  readonly nextReplyChange: DifferenceInterval | null
}

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
  const before = earlierDays(slice, request.compare)
  const most = grouping === 'customer' ? await customersWithMost(db, slice, request.customers ?? null) : null
  const shown = most === null ? slice : { ...slice, customers: most.customers }
  // Each is a statement of its own, and the database has more than one core.
  const [[total], groups, policies, vendorReported] = await Promise.all([
    rows(db, { ...figuresRequest, grouping: null }, before),
    grouping === null ? [] : rows(db, { ...figuresRequest, slice: shown }, before),
    measuredPolicies(db),
    vendorReportedFigures(db, slice),
  ])
  const policy = servicePolicy(service)
  return {
    asOf: asOf.toISOString(),
    // Other ones may be set since.
    policies: policies ?? { service: policy.id, fcr: firstContactPolicy(service).id },
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
    vendorReported,
  }
}

function byTickets(rows: readonly ServiceReportRow[]): readonly ServiceReportRow[] {
  return rows.toSorted((left, right) => right.n - left.n)
}

async function rows(
  db: Database,
  request: FiguresRequest,
  before: { readonly from: string; readonly to: string } | null,
): Promise<readonly ServiceReportRow[]> {
  // Days, weeks and months of two periods are different ones.
  const isCompared = before !== null && !['day', 'week', 'month'].includes(request.grouping ?? '')
  const past = { ...request, slice: { ...request.slice, ...before } }
  const [current, previous, nextReplies, previousReplies] = await Promise.all([
    groupedFigures(db, request),
    isCompared ? groupedFigures(db, past) : [],
    groupedNextReplies(db, request),
    isCompared ? groupedNextReplies(db, past) : noReplies,
  ])
  const [now, earlier] = [byName(current), byName(previous)]
  // Who only gave next replies has a row too, or the rows would not add up to the total.
  const groups = [...new Set([...now.keys(), ...nextReplies.keys()])].toSorted(inOrder)
  return groups.map((group) => {
    const figures = now.get(group) ?? noFigures()
    const reply = nextReplies.get(group) ?? nextReplyFigures({ answered: 0, totalSeconds: 0 }, [])
    const past = earlier.get(group)
    const pastReply = previousReplies.get(group)
    const shown = isHidden(request, ticketsBehind(figures)) ? null : figures
    // A difference would tell what the period with few tickets must not.
    const comparable = past !== undefined && !isHidden(request, ticketsBehind(past))
    return {
      group,
      label: group,
      n: figures.counts.n,
      figures: shown,
      nextReply: isHidden(request, reply.answered) ? null : reply,
      change: shown !== null && comparable ? serviceChange(shown, past) : null,
      nextReplyChange:
        pastReply === undefined || [reply, pastReply].some(({ answered }) => isHidden(request, answered))
          ? null
          : medianChange(reply, pastReply),
    }
  })
}

const noReplies: ReadonlyMap<string | null, NextReplyFigures> = new Map()

function byName(groups: readonly GroupFigures[]): ReadonlyMap<string | null, ServiceFigures> {
  return new Map(groups.map(({ group, figures }) => [group, figures]))
}

/** Those without a value are last. */
function inOrder(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return left < right ? -1 : Number(left > right)
}

/** Of figures by the day of the event, the tickets behind a row may have begun earlier. */
function ticketsBehind({ counts }: ServiceFigures): number {
  return Math.max(counts.n, counts.answered, counts.resolved)
}

/** Whether figures from so few tickets or replies are an agent's. */
function isHidden({ grouping, slice }: FiguresRequest, behind: number): boolean {
  return (grouping === 'agent' || isOfAgent(slice)) && behind < fewestOfAgent
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
