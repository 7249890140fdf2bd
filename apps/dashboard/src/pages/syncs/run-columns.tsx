import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { ListedRun } from './queries.ts'
import { begunBy, runText, stateOfRunText, toneOf, tookText } from './words.ts'

/** The columns of a list of runs. */
export function useRunColumns(): readonly Column<ListedRun>[] {
  const format = useFormat()
  return useMemo(
    (): readonly Column<ListedRun>[] => [
      {
        id: 'run',
        header: message('runs.run'),
        rowHeader: true,
        cell: (run) => (
          <Link to="/syncs/runs/$id" params={{ id: String(run.id) }} className="run-name">
            {message('run.title', { id: String(run.id) })}
          </Link>
        ),
      },
      {
        id: 'state',
        header: message('runs.state'),
        cell: (run) => <Badge tone={toneOf(run.state)}>{stateOfRunText(run)}</Badge>,
      },
      {
        id: 'kind',
        header: message('runs.kind'),
        wideOnly: true,
        cell: (run) => <span className="run-what">{runText(run)}</span>,
      },
      {
        id: 'by',
        header: message('runs.by'),
        wideOnly: true,
        longWords: true,
        cell: (run) => <span className="run-by">{begunBy(run)}</span>,
      },
      {
        id: 'started',
        header: message('runs.started'),
        align: 'end',
        cell: ({ startedAt }) => <span className="run-started">{format.moment(startedAt)}</span>,
      },
      {
        id: 'took',
        header: message('runs.took'),
        align: 'end',
        wideOnly: true,
        cell: ({ seconds }) => (seconds === null ? '' : tookText(seconds, format)),
      },
      {
        id: 'message',
        header: message('runs.message'),
        wideOnly: true,
        cell: ({ message: said, written }) =>
          said === null ? (
            written === null || written === 0 ? (
              ''
            ) : (
              message('runs.written', { n: written })
            )
          ) : (
            // The page of the run has all of it.
            <span className="run-message">{said}</span>
          ),
      },
    ],
    [format],
  )
}
