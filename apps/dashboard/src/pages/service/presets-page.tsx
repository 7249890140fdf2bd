import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Chart } from '../../components/chart/chart.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { DifferingTickets, KindsTable } from './preset-differences.tsx'
import { presetName } from './preset-name.ts'
import { type Preset, presets } from './presets.ts'
import { type PresetComparison, presetsQuery, scopeQuery } from './queries.ts'
import { RatesTable } from './rates-table.tsx'
import { ServiceFilters } from './service-filters.tsx'
import { filterOf } from './service-search.ts'

const route = getRouteApi('/signed-in/service/presets')

/** First-contact resolution by the rules of other systems on the same tickets, and on which tickets the rules differ. */
export function PresetsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const preset = search.preset ?? 'zendesk-one-touch'
  const scope = useQuery(scopeQuery)
  const { clock: _, ...filter } = filterOf(search)
  const asked = useQuery({
    ...presetsQuery({ ...filter, preset }),
    enabled: scope.data !== undefined && scope.data.measured !== null,
  })
  const change = (changed: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...changed }), resetScroll: false, replace: true })
  return (
    <div className="stack">
      <Link to="/service" search={filterOf(search)} className="small">
        {message('tickets.back')}
      </Link>
      <PageHeader title={message('presets.title')} intro={message('presets.intro')} />
      {scope.data === undefined ? null : (
        <ServiceFilters scope={{ ...scope.data, workingHours: false }} search={search} onChange={change}>
          <SelectFilter
            label={message('presets.preset')}
            choices={presets.map((value) => ({ value, label: message(`presets.${value}`) }))}
            value={preset}
            onChange={(chosen) => change({ preset: chosen })}
            required
          />
        </ServiceFilters>
      )}
      {scope.data !== undefined && scope.data.measured === null ? (
        <EmptyState title={message('service.empty.title')} text={message('service.empty.text')} />
      ) : asked.isPending ? (
        <Loading lines={12} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error ?? scope.error} retry={() => void asked.refetch()} />
      ) : (
        <Comparison found={asked.data} preset={preset} busy={asked.isPlaceholderData} />
      )}
    </div>
  )
}

function Comparison({
  found,
  preset,
  busy,
}: {
  readonly found: PresetComparison
  readonly preset: Preset
  readonly busy: boolean
}) {
  const format = useFormat()
  const { reconciliation } = found
  const bars = [
    { label: message('presets.rapport'), rate: reconciliation.rapportRate },
    ...found.presets.map(({ preset: name, rate }) => ({ label: presetName(name), rate })),
  ]
  return (
    <div className="stack" aria-busy={busy}>
      <section className="card">
        <Chart
          title={message('presets.rates')}
          data={{
            kind: 'bars',
            name: message('presets.rate'),
            bars: bars.map(({ label, rate: { share } }) => ({
              ...{ label, value: share?.share ?? null, low: share?.low ?? null, high: share?.high ?? null },
            })),
          }}
          write={(value) => format.percent(value, 1)}
          writeTick={(value) => format.percent(value)}
          over={message('presets.over')}
        />
      </section>
      <RatesTable found={found} />
      <p className="reading">
        <strong>{message(`presets.${preset}`)}</strong>
        {' · '}
        {message(`presets.rule.${preset}`)}
      </p>
      <VendorPart found={found} preset={preset} />
      <PolicyPart found={found} preset={preset} />
    </div>
  )
}

interface PartProps {
  readonly found: PresetComparison
  readonly preset: Preset
}

function VendorPart({ found: { reconciliation }, preset }: PartProps) {
  const { vendor } = reconciliation
  if (vendor === null) return <p className="soft reading">{message('presets.vendor.noSource')}</p>
  const { vendor: name, figure, withFigure, differing, tickets } = vendor
  if (withFigure === 0)
    return <p className="soft reading">{message('presets.vendor.noFigure', { vendor: name, figure })}</p>
  const title = message('presets.vendor', { preset: presetName(preset), vendor: name })
  return (
    <section className="stack-close">
      <h2>{title}</h2>
      <p className="reading">
        {message('presets.vendor.differ', { n: differing, of: String(withFigure), vendor: name, figure })}
      </p>
      <DifferingTickets title={title} tickets={tickets} of={differing} names={[presetName(preset), name]} />
    </section>
  )
}

function PolicyPart({ found: { reconciliation }, preset }: PartProps) {
  const { differing, kinds, differingTickets } = reconciliation
  const title = message('presets.policy', { preset: presetName(preset) })
  const rapport = message('presets.rapport')
  return (
    <section className="stack-close">
      <h2>{title}</h2>
      <p>
        {differing === 0
          ? message('presets.policy.same')
          : message('presets.policy.differ', { n: differing })}
      </p>
      {differing === 0 ? null : (
        <>
          <KindsTable title={title} kinds={kinds} names={[presetName(preset), rapport]} />
          <DifferingTickets
            title={title}
            tickets={differingTickets}
            of={differing}
            names={[presetName(preset), rapport]}
          />
        </>
      )}
    </section>
  )
}
