import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Chart } from '../../components/chart/chart.tsx'
import { NumberWithDefinition, titleOf } from '../../components/number-with-definition.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { ChosenCard } from './chosen-card.tsx'
import { timeFacts } from './facts.ts'
import { type Distribution, distributionQuery, type Report } from './queries.ts'
import { type Duration, durations, filterOf, type ServiceFilter } from './service-search.ts'

/** All the times and not one number: a histogram whose bars are about twice as wide each, and four percentiles. */
export function DistributionCard({
  filter,
  report,
  of,
  onChoose,
}: {
  readonly filter: ServiceFilter
  readonly report: Report
  readonly of: Duration
  readonly onChoose: (of: Duration) => void
}) {
  const asked = useQuery(distributionQuery({ ...filter, of }))
  return (
    <ChosenCard
      title={message('service.distribution.of')}
      label={message('service.distribution.of')}
      choices={durations.map((value) => ({ value, label: message(`service.duration.${value}`) }))}
      value={of}
      onChoose={onChoose}
      asked={asked}
    >
      {(found) => <Drawn filter={filter} report={report} found={found} of={of} />}
    </ChosenCard>
  )
}

function Drawn({
  filter,
  report,
  found,
  of,
}: {
  readonly filter: ServiceFilter
  readonly report: Report
  readonly found: Distribution
  readonly of: Duration
}) {
  const format = useFormat()
  const navigate = useNavigate()
  const bins = found.bins ?? []
  const open = (index: number): void => {
    const bin = bins[index]
    if (bin === undefined) return
    const range = { took: of, atLeast: bin.from, below: bin.to ?? undefined }
    void navigate({ to: '/service/tickets', search: { ...filterOf(filter), ...range } })
  }
  if (found.bins === null) return <p className="soft">{message('service.hidden')}</p>
  return (
    <>
      <Percentiles found={found} asOf={report.asOf} />
      <Chart
        title={message('service.distribution', { duration: message(`service.duration.${of}`) })}
        data={{
          kind: 'histogram',
          name: message('service.sample.tickets', { n: found.n }),
          bins: bins.map(({ from, to, count }) => ({ from, to: to ?? Number.POSITIVE_INFINITY, count })),
        }}
        write={(value) => (Number.isFinite(value) ? format.duration(value) : message('service.forever'))}
        over={message('service.distribution.over')}
        onOpen={open}
      />
    </>
  )
}

function Percentiles({ found, asOf }: { readonly found: Distribution; readonly asOf: string }) {
  const format = useFormat()
  const { figures, policy, n } = found
  const beside = { policy, asOf, sample: message('number.sample', { n }) }
  const shown = [
    ['p50_time', figures?.median],
    ['p75_time', figures?.p75],
    ['p90_time', figures?.p90],
    ['p95_time', figures?.p95],
  ] as const
  return (
    <dl className="row percentiles">
      {shown.map(([metric, figure]) => (
        <div key={metric}>
          <dt className="small soft">{titleOf(metric)}</dt>
          <dd>
            <NumberWithDefinition facts={timeFacts(format, figure, { ...beside, metric })} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
