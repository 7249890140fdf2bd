import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { rejectStages } from './names.ts'
import type { RejectGroup } from './queries.ts'
import { RetryButton } from './retry-button.tsx'
import { stageText, targetText } from './words.ts'

type Row = RejectGroup & { readonly id: string }

/** What is set aside by its reasons, the most frequent first, each with trying all of them again. */
export function RejectGroups({ groups }: { readonly groups: readonly RejectGroup[] }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Row>[] => [
      {
        id: 'reason',
        header: message('rejects.reason'),
        rowHeader: true,
        cell: ({ example, reason, connection, entity, stage }) => (
          <Link
            to="/syncs/rejects"
            search={{ reason, connection, entity, stage: rejectStages.find((one) => one === stage) }}
            resetScroll={false}
          >
            {example}
          </Link>
        ),
      },
      {
        id: 'where',
        header: message('rejects.where'),
        cell: ({ connection, entity, stage }) => (
          <>
            {targetText({ connection, entity })} <span className="small soft">{stageText(stage)}</span>
          </>
        ),
      },
      {
        id: 'records',
        header: message('rejects.records'),
        align: 'end',
        cell: ({ records }) => format.number(records),
      },
      {
        id: 'last',
        header: message('rejects.last'),
        align: 'end',
        wideOnly: true,
        cell: ({ lastAt }) => format.moment(lastAt),
      },
      {
        id: 'retry',
        header: message('rejects.retry'),
        cell: ({ records, reason, connection, entity, stage, example }) => (
          <RetryButton
            label={message('rejects.retry')}
            spoken={message('rejects.retry.group', { reason: example })}
            records={records}
            asked={{
              all: true,
              reason,
              connection,
              entity,
              stage: rejectStages.find((one) => one === stage),
            }}
          />
        ),
      },
    ],
    [format],
  )
  const rows = groups.map((group) => ({
    ...group,
    id: [group.stage, group.connection, group.entity, group.reason].join(' '),
  }))
  return (
    <section className="stack-close" aria-labelledby="groups-title">
      <h2 id="groups-title">{message('rejects.groups')}</h2>
      <DataTable title={message('rejects.groups')} columns={columns} rows={rows} />
    </section>
  )
}
