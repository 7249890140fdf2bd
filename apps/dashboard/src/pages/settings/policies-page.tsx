import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { PolicyForm } from './policy-form.tsx'
import { PolicyHistory } from './policy-history.tsx'
import { type Policy, policiesQuery } from './queries.ts'
import { SettingsNav } from './settings-nav.tsx'

/** By which policies the numbers are computed: in words, with their parameters, and since when. */
export function PoliciesPage() {
  const asked = useQuery(policiesQuery)
  const mayAudit = useMay('audit:read')
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader title={message('policies.title')} intro={message('policies.intro')} />
      {asked.isPending ? (
        <Loading lines={10} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <>
          {asked.data.items.map((policy) => (
            <PolicyCard
              // What others changed meanwhile begins anew.
              key={`${policy.family} ${asked.data.version}`}
              policy={policy}
              version={asked.data.version}
            />
          ))}
          {mayAudit ? <PolicyHistory /> : null}
        </>
      )}
    </div>
  )
}

function PolicyCard({ policy, version }: { readonly policy: Policy; readonly version: string | null }) {
  const format = useFormat()
  const title = `policy-${policy.family}`
  return (
    <section className="card stack-close" aria-labelledby={title}>
      <h2 id={title}>{message(`policy.${policy.family}`)}</h2>
      <p className="reading">{message(`policy.${policy.family}.definition`)}</p>
      <dl className="facts">
        <dt>{message('policies.name')}</dt>
        <dd>{policy.policy}</dd>
        <dt>{message('policies.since')}</dt>
        <dd>
          {policy.since === null
            ? message('policies.since.unknown')
            : policy.changedBy === null
              ? format.moment(policy.since)
              : message('policies.since.by', { at: format.moment(policy.since), by: policy.changedBy })}
        </dd>
      </dl>
      {policy.parameters.length === 0 ? null : <PolicyForm policy={policy} version={version} />}
    </section>
  )
}
