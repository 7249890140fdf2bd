import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { DataTable } from '../../components/data-table.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { currenciesQuery } from './queries.ts'
import { SettingsNav } from './settings-nav.tsx'

/** Who gave rates: `file:rates.csv`, `connection:crm`. */
function sourceName(source: string): string {
  const [kind, ...name] = source.split(':')
  return message(kind === 'connection' ? 'currencies.source.connection' : 'currencies.source.file', {
    name: name.join(':'),
  })
}

/** The currency of the workspace, the rates that are stored, and won deals without one. */
export function CurrenciesPage() {
  const asked = useQuery(currenciesQuery)
  const format = useFormat()
  const mayReject = useMay('rejects:read')
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader title={message('currencies.title')} intro={message('currencies.intro')} />
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <>
          <dl className="facts card">
            <dt>{message('currencies.currency')}</dt>
            <dd>{asked.data.currency}</dd>
            <dt>{message('currencies.file')}</dt>
            <dd>{asked.data.ratesFile ?? message('currencies.file.none')}</dd>
          </dl>
          <section className="stack-close" aria-labelledby="without-title">
            <h2 id="without-title">{message('currencies.without')}</h2>
            {asked.data.withoutRate.length === 0 ? (
              <p className="soft">{message('currencies.without.none')}</p>
            ) : (
              <>
                <p className="notice">{message('currencies.without.text')}</p>
                <DataTable
                  title={message('currencies.without')}
                  rows={asked.data.withoutRate.map((row) => ({ ...row, id: row.currency }))}
                  columns={[
                    {
                      id: 'currency',
                      header: message('currencies.from'),
                      rowHeader: true,
                      cell: ({ currency }) => currency,
                    },
                    {
                      id: 'deals',
                      header: message('currencies.deals'),
                      align: 'end',
                      cell: ({ deals }) => format.number(deals),
                    },
                    {
                      id: 'first',
                      header: message('currencies.first'),
                      cell: ({ first }) => format.calendarDay(first),
                    },
                    {
                      id: 'last',
                      header: message('currencies.last'),
                      cell: ({ last }) => format.calendarDay(last),
                    },
                  ]}
                />
                {mayReject ? (
                  <p>
                    <Link to="/syncs/rejects" search={{ stage: 'score' }}>
                      {message('currencies.rejects')}
                    </Link>
                  </p>
                ) : null}
              </>
            )}
          </section>
          <section className="stack-close" aria-labelledby="rates-title">
            <h2 id="rates-title">{message('currencies.rates')}</h2>
            {asked.data.pairs.length === 0 ? (
              <p className="soft">{message('currencies.rates.none')}</p>
            ) : (
              <DataTable
                title={message('currencies.rates')}
                rows={asked.data.pairs.map((row) => ({ ...row, id: `${row.source} ${row.from} ${row.to}` }))}
                columns={[
                  {
                    id: 'pair',
                    header: message('currencies.pair'),
                    rowHeader: true,
                    cell: ({ from, to }) => message('currencies.pair.cell', { from, to }),
                  },
                  {
                    id: 'source',
                    header: message('currencies.source'),
                    cell: ({ source }) => sourceName(source),
                  },
                  {
                    id: 'days',
                    header: message('currencies.days'),
                    align: 'end',
                    cell: ({ days }) => format.number(days),
                  },
                  {
                    id: 'first',
                    header: message('currencies.first'),
                    cell: ({ first }) =>
                      first === null ? message('currencies.everyDay') : format.calendarDay(first),
                  },
                  {
                    id: 'last',
                    header: message('currencies.last'),
                    cell: ({ last }) =>
                      last === null ? message('currencies.everyDay') : format.calendarDay(last),
                  },
                  {
                    id: 'gap',
                    header: message('currencies.gap'),
                    cell: ({ longestGapDays, longestGapFrom }) =>
                      longestGapDays === null || longestGapFrom === null
                        ? message('currencies.gap.none')
                        : message('currencies.gap.cell', {
                            n: longestGapDays,
                            from: format.calendarDay(longestGapFrom),
                          }),
                  },
                ]}
              />
            )}
          </section>
        </>
      )}
    </div>
  )
}
