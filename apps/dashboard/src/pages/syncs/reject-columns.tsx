import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { Reject } from './queries.ts'
import { RetryButton } from './retry-button.tsx'
import { outcomeText, stageText, toneOf } from './words.ts'

/** What is told of a record that is set aside. */
export function useRejectColumns(): readonly Column<Reject>[] {
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
