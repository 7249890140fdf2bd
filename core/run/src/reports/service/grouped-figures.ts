import { type ServiceCounts, type ServiceFigures, serviceFigures, wantedPositions } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { groupOf, inSlice, type ServiceGrouping, type ServiceSlice } from './service-slice.ts'

/** By which clock response times are shown. */
export type ServiceClock = 'calendar' | 'business'

/** What the figures are asked for. */
export interface FiguresRequest {
  readonly slice: ServiceSlice
  readonly grouping: ServiceGrouping | null
  readonly clock: ServiceClock
  /** Unanswered tickets whose target has passed by then are overdue. */
  readonly asOf: Date
  /** Topics that cannot be resolved at the first contact. */
  readonly notAtFirstContact: readonly string[]
}

/** The figures of one group; the group is null for tickets that have no value there, and where nothing groups them. */
export interface GroupFigures {
  readonly group: string | null
  readonly figures: ServiceFigures
}

/** The figures of each group of a slice, from the rows of the single tickets. Two passes, as the ranks depend on the counts. */
export async function groupedFigures(
  db: Database,
  request: FiguresRequest,
): Promise<readonly GroupFigures[]> {
  const counted = await countGroups(db, request)
  const values = await valuesAtPositions(db, request, counted)
  return counted.map(({ group, ...counts }) => ({
    group,
    figures: serviceFigures(counts, values.get(group) ?? []),
  }))
}

type CountedGroup = ServiceCounts & { readonly group: string | null }

/** Where tickets are grouped by agent, the agent's own response counts: from the assignment. */
function responseColumn({ clock, grouping }: FiguresRequest): RawBuilder<number | null> {
  const whose = grouping === 'agent' ? 'first_response_agent' : 'first_response'
  return sql.ref(`metric.${clock === 'business' ? `${whose}_business` : whose}`)
}

async function countGroups(db: Database, request: FiguresRequest): Promise<readonly CountedGroup[]> {
  const { asOf, notAtFirstContact } = request
  const response = responseColumn(request)
  // By agent everything is by the agent's own clock: two clocks in one row would not agree.
  const outcome = sql.ref(
    request.grouping === 'agent' ? 'metric.first_outcome_agent' : 'metric.first_outcome',
  )
  const isDue = sql`coalesce(metric.first_due_at < ${asOf}, false)`
  const late = sql`(${outcome} = 'missed' or (${outcome} = 'pending' and ${isDue}))`
  const net = sql`(metric.topic is null or metric.topic <> all(${notAtFirstContact}::text[]))`
  const { rows } = await sql<CountedGroup>`
    select ${groupOf(request.grouping)} as "group",
      count(*) as n,
      count(${response}) as answered,
      coalesce(sum(${response}), 0)::float8 as "totalSeconds",
      count(*) filter (where ${outcome} = 'met') as met,
      count(*) filter (where ${late}) as missed,
      count(*) filter (where ${late} and metric.first_replied_at is null) as overdue,
      count(*) filter (where ${outcome} = 'pending' and not ${isDue}) as pending,
      count(*) filter (where ${outcome} = 'closed') as "closedWithoutReply",
      count(metric.first_resolution) as resolved,
      count(metric.first_resolution) filter (where metric.reopens > 0) as reopened,
      count(metric.fcr) as "fcrJudged",
      count(*) filter (where metric.fcr) as "fcrResolved",
      count(*) filter (where metric.fcr_reason = 'maturing') as "fcrMaturing",
      count(metric.fcr) filter (where ${net}) as "netJudged",
      count(*) filter (where metric.fcr and ${net}) as "netResolved",
      count(*) filter (where metric.fcr_reason = 'repeat_contact') as "repeatContacts",
      count(metric.survey_resolved) as "surveyAnswers",
      count(*) filter (where metric.survey_resolved) as "surveyResolved",
      count(metric.satisfaction) filter (where metric.fcr) as "satisfactionAnswers",
      coalesce(sum(metric.satisfaction) filter (where metric.fcr), 0)::float8 as "satisfactionSum"
    from ticket_metric as metric
    where ${inSlice(request.slice)}
    group by 1 order by 1 nulls last
  `.execute(db)
  return rows
}

/** By group: the first responses at the positions that its figures need. */
async function valuesAtPositions(
  db: Database,
  request: FiguresRequest,
  groups: readonly CountedGroup[],
): Promise<ReadonlyMap<string | null, readonly number[]>> {
  const wanted = groups
    .filter(({ answered }) => answered > 0)
    .map(({ group, answered }) => ({ group, positions: wantedPositions(answered) }))
  if (wanted.length === 0) return new Map()
  const response = responseColumn(request)
  const { rows } = await sql<{ group: string | null; values: readonly number[] }>`
    with chosen as (
      select ${groupOf(request.grouping)} as "group", ${response} as response
      from ticket_metric as metric
      where ${inSlice(request.slice)} and ${response} is not null
    )
    select chosen."group", percentile_cont(wanted.positions) within group (order by chosen.response) as values
    from chosen
    join jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted("group" text, positions float8[])
      on coalesce(wanted."group", '') = coalesce(chosen."group", '')
        and (wanted."group" is null) = (chosen."group" is null)
    group by chosen."group", wanted.positions
  `.execute(db)
  return new Map(rows.map(({ group, values }) => [group, values]))
}
