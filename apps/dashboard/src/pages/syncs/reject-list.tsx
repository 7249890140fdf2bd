import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { TablePages } from '../../components/table-pages.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { Reject } from './queries.ts'
import { RetryButton } from './retry-button.tsx'
import { outcomeText, stageText, toneOf } from './words.ts'

/** One page of the records that are set aside. */
export function RejectList({
  rejects,
  total,
  next,
  cursor,
  busy,
}: {
  readonly rejects: readonly Reject[]
  readonly total: number | null
  readonly next: string | null
  readonly cursor: string | undefined
  readonly busy: boolean
}) {
  const columns = useRejectColumns()
  return (
    <>
      <DataTable title={message('rejects.table')} columns={columns} rows={rejects} busy={busy} />
      <TablePages
        title={message('rejects.table')}
        shown={rejects.length}
        total={total}
        next={next}
        cursor={cursor}
      />
    </>
  )
}

function useRejectColumns(): readonly Column<Reject>[] {
  const format = useFormat()
  return useMemo(
    (): readonly Column<Reject>[] => [
      {
        id: 'record',
        header: message('rejects.record'),
        rowHeader: true,
        cell: ({ record }) => <code>{record}</code>,
      },
      { id: 'reason', header: message('rejects.reason'), cell: ({ reason }) => reason },
      {
        id: 'stage',
        header: message('rejects.stage'),
        wideOnly: true,
        cell: ({ stage }) => stageText(stage),
      },
      {
        id: 'tries',
        header: message('rejects.tries'),
        align: 'end',
        wideOnly: true,
        cell: ({ tries }) => format.number(tries),
      },
      {
        id: 'last',
        header: message('rejects.last'),
        align: 'end',
        wideOnly: true,
        cell: ({ lastAt }) => format.moment(lastAt),
      },
      {
        id: 'outcome',
        header: message('rejects.outcome'),
        cell: ({ id, record, outcome }) =>
          outcome === 'none' ? (
            <RetryButton
              label={message('rejects.retry')}
              spoken={message('rejects.retry.one', { record })}
              records={1}
              asked={{ ids: [id] }}
            />
          ) : (
            <Badge tone={toneOf(outcome)}>{outcomeText(outcome)}</Badge>
          ),
      },
    ],
    [format],
  )
}
