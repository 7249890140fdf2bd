import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { Step } from './queries.ts'
import { countsText, stepStateText, stepText, toneOf, tookText } from './words.ts'

type Row = Step & { readonly id: number }

/** What a run does, step by step, as far as it is. */
export function RunSteps({ steps }: { readonly steps: readonly Step[] }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Row>[] => [
      { id: 'step', header: message('run.step'), rowHeader: true, cell: stepText },
      {
        id: 'state',
        header: message('run.step.state'),
        cell: ({ state, attempts }) => (
          <span className="row">
            <Badge tone={state === 'waiting' ? 'neutral' : toneOf(state)}>{stepStateText(state)}</Badge>
            {attempts > 1 ? (
              <span className="small soft">{message('run.step.attempt', { n: attempts })}</span>
            ) : null}
          </span>
        ),
      },
      {
        id: 'counts',
        header: message('run.step.counts'),
        cell: ({ state, counts, message: said }) => {
          const told = said ?? countsText(counts, format.number)
          if (told !== '' || state !== 'succeeded') return told
          return <span className="soft">{message('run.step.nothing')}</span>
        },
      },
      {
        id: 'rate',
        header: message('run.step.rate'),
        align: 'end',
        wideOnly: true,
        cell: ({ perSecond, state }) =>
          state === 'running' && perSecond !== null ? format.number(perSecond) : '',
      },
      {
        id: 'toGo',
        header: message('run.step.toGo'),
        align: 'end',
        wideOnly: true,
        cell: ({ secondsToGo, state }) =>
          state === 'running' && secondsToGo !== null ? format.duration(secondsToGo) : '',
      },
      {
        id: 'calls',
        header: message('run.step.calls'),
        align: 'end',
        wideOnly: true,
        cell: ({ calls }) => format.number(calls.reads + calls.writes),
      },
      {
        id: 'took',
        header: message('run.step.took'),
        align: 'end',
        wideOnly: true,
        cell: ({ seconds }) => (seconds === null ? '' : tookText(seconds, format)),
      },
    ],
    [format],
  )
  const rows = steps.map((step) => ({ ...step, id: step.position }))
  return <DataTable title={message('run.steps')} columns={columns} rows={rows} />
}
