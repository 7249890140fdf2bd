import { useQuery } from '@tanstack/react-query'
import { DataTable } from '../../components/data-table.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { historyQuery } from './queries.ts'

/** Who changed which parameter, when, and what stood there before. */
export function PolicyHistory() {
  const asked = useQuery(historyQuery('metrics'))
  const format = useFormat()
  return (
    <section className="stack-close" aria-labelledby="history-title">
      <h2 id="history-title">{message('policies.history')}</h2>
      {asked.isPending ? (
        <Loading lines={4} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <p className="soft">{message('policies.history.none')}</p>
      ) : (
        <DataTable
          title={message('policies.history')}
          rows={asked.data.items}
          columns={[
            { id: 'at', header: message('policies.history.at'), cell: ({ at }) => format.moment(at) },
            {
              id: 'by',
              header: message('policies.history.by'),
              rowHeader: true,
              cell: ({ actor }) => actor,
            },
            {
              id: 'what',
              header: message('policies.history.what'),
              cell: ({ changes }) => (
                <ul className="plain-list">
                  {changes.map(({ path, before, after }) => (
                    <li key={path}>
                      {message('policies.history.change', {
                        path: path.replace('metrics.', ''),
                        before: before ?? message('policies.history.nothing'),
                        after: after ?? message('policies.history.nothing'),
                      })}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      )}
    </section>
  )
}
