import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { NumberWithDefinition } from '../../components/number-with-definition.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { shareFacts, timeFacts } from './facts.ts'
import type { Report, ReportRow } from './queries.ts'
import { type Grouping, groupings, type ServiceFilter } from './service-search.ts'
import { stretchOf } from './stretch.ts'
import { TicketsLink } from './tickets-link.tsx'

/** Fewer answered tickets of a person are marked (METRICS.md, section 1). */
const smallSample = 30

type Row = ReportRow & { readonly id: string }

/** The figures of each group; counts lead to their tickets. */
export function GroupTable({
  report,
  filter,
  by,
  onGroup,
}: {
  readonly report: Report
  readonly filter: ServiceFilter
  readonly by: Grouping
  readonly onGroup: (by: Grouping) => void
}) {
  const grouping = report.grouping ?? by
  const columns = useColumns(report, filter, grouping)
  const rows = report.groups.map((row) => ({ ...row, id: row.group ?? '' }))
  const title = message('service.table', { by: message(`service.by.${grouping}`).toLowerCase() })
  return (
    <section className="stack-close" aria-label={title}>
      <div className="row-apart">
        <h2>{title}</h2>
        <SelectFilter
          label={message('service.by')}
          choices={groupings.map((value) => ({ value, label: message(`service.by.${value}`) }))}
          value={by}
          onChange={(chosen) => onGroup(chosen ?? 'agent')}
          required
        />
      </div>
      <DataTable title={title} columns={columns} rows={rows} />
      {grouping === 'agent' ? <p className="small soft reading">{message('service.own')}</p> : null}
      {report.customers !== null && report.customers > rows.length ? (
        <p className="small soft">{message('service.customers.cut', { n: rows.length })}</p>
      ) : null}
    </section>
  )
}

/** The filter that leaves the tickets of a group; null where no filter names them. */
function groupFilter(
  { from, to }: Report,
  filter: ServiceFilter,
  by: Grouping,
  group: string | null,
): ServiceFilter | null {
  if (group === null) return null
  if (by === 'day' || by === 'week' || by === 'month')
    return { ...filter, ...stretchOf(group, by, { from, to }) }
  return { ...filter, [by]: by === 'customer' ? Number(group) : group }
}

/** Who got a ticket late is not asked for the time before: figures of agents are their own replies', under names of their own. */
const ownNames = {
  response: 'own_reply',
  p90: 'own_reply_p90',
  inTime: 'own_in_time',
  nextReply: 'own_next_reply',
  column: 'service.column.ownReply',
  late: 'own-late',
} as const
const ticketNames = {
  response: 'first_response',
  p90: 'first_response_p90',
  inTime: 'in_time',
  nextReply: 'next_reply',
  column: 'service.column.median',
  late: 'late',
} as const

function useColumns(report: Report, filter: ServiceFilter, by: Grouping): readonly Column<Row>[] {
  const format = useFormat()
  return useMemo((): readonly Column<Row>[] => {
    const { asOf, policies } = report
    const beside = ({ figures }: Row) => ({ asOf, policy: policies.service, hidden: figures === null })
    const of = (row: Row) => groupFilter(report, filter, by, row.group)
    const isDay = by === 'day' || by === 'week' || by === 'month'
    const names = by === 'agent' ? ownNames : ticketNames
    return [
      {
        id: 'group',
        header: message(`service.by.${by}`),
        rowHeader: true,
        cell: (row) => {
          if (row.group === null) return <span className="soft">{message('service.none')}</span>
          const isSmall = by === 'agent' && (row.figures?.counts.answered ?? 0) < smallSample
          return (
            <>
              {isDay ? format.calendarDay(row.group) : (row.label ?? row.group)}{' '}
              {isSmall ? <Badge>{message('service.smallSample')}</Badge> : null}
            </>
          )
        },
      },
      {
        id: 'n',
        header: message('service.column.n'),
        align: 'end',
        cell: (row) => <Count n={row.n} filter={of(row)} selection="all" />,
      },
      {
        id: 'median',
        header: message(names.column),
        align: 'end',
        cell: (row) => (
          <NumberWithDefinition
            facts={timeFacts(format, row.figures?.median, {
              ...{ ...beside(row), metric: names.response },
              sample: message('service.sample.answered', { n: row.figures?.counts.answered ?? 0 }),
            })}
          />
        ),
      },
      {
        id: 'p90',
        header: message('service.column.p90'),
        align: 'end',
        wideOnly: true,
        cell: (row) =>
          row.figures === null ? (
            <Hidden />
          ) : (
            <NumberWithDefinition
              facts={timeFacts(format, row.figures.p90, {
                ...{ ...beside(row), metric: names.p90 },
                sample: message('service.sample.answered', { n: row.figures.counts.answered }),
              })}
            />
          ),
      },
      {
        id: 'inTime',
        header: message('service.column.inTime'),
        align: 'end',
        wideOnly: true,
        cell: (row) => {
          if (row.figures === null) return <Hidden />
          const { met, missed } = row.figures.counts
          return (
            <NumberWithDefinition
              facts={shareFacts(format, row.figures.withinTarget, {
                ...{ ...beside(row), metric: names.inTime },
                sample: message('service.sample.decided', { n: met + missed }),
              })}
            />
          )
        },
      },
      {
        id: 'late',
        header: message('service.column.late'),
        align: 'end',
        cell: (row) =>
          row.figures === null ? (
            <Hidden />
          ) : (
            <Count n={row.figures.counts.missed} filter={of(row)} selection={names.late} />
          ),
      },
      {
        id: 'fcr',
        header: message('service.column.fcr'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (
          <NumberWithDefinition
            facts={shareFacts(format, row.figures?.fcr, {
              ...{ ...beside(row), policy: policies.fcr, metric: 'fcr' },
              sample: message('service.sample.judged', { n: row.figures?.counts.fcrJudged ?? 0 }),
            })}
          />
        ),
      },
      {
        id: 'lost',
        header: message('service.column.lost'),
        align: 'end',
        wideOnly: true,
        cell: (row) => {
          const counts = row.figures?.counts
          if (counts === undefined) return <Hidden />
          return <Count n={counts.fcrJudged - counts.fcrResolved} filter={of(row)} selection="fcr-lost" />
        },
      },
      {
        id: 'nextReply',
        header: message('service.column.nextReply'),
        align: 'end',
        wideOnly: true,
        cell: ({ nextReply }) =>
          nextReply === null ? (
            <Hidden />
          ) : (
            <NumberWithDefinition
              facts={timeFacts(format, nextReply.median, {
                ...{ asOf, policy: policies.service, metric: names.nextReply },
                sample: message('service.sample.replies', { n: nextReply.answered }),
              })}
            />
          ),
      },
    ]
  }, [report, filter, by, format])
}

function Count({
  n,
  filter,
  selection,
}: {
  readonly n: number
  readonly filter: ServiceFilter | null
  readonly selection: 'all' | 'late' | 'own-late' | 'fcr-lost'
}) {
  const format = useFormat()
  if (filter === null || n === 0) return format.number(n)
  return (
    <TicketsLink filter={filter} selection={selection}>
      {format.number(n)}
    </TicketsLink>
  )
}

/** Counts of few tickets of a person are kept back with the figures. */
function Hidden() {
  return <span className="soft small">{message('service.hidden.short')}</span>
}
