import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Badge } from '../../components/badge.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { ExportLinks } from '../../components/export-links.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { PlanActions } from './plan-actions.tsx'
import { PlanCounts } from './plan-counts.tsx'
import { PlanItems } from './plan-items.tsx'
import { type OpenedPlan, planQuery } from './queries.ts'
import { SyncsNav } from './syncs-nav.tsx'
import { planStateText, planTone, targetText } from './words.ts'

const route = getRouteApi('/signed-in/syncs/plans/$id')

/** What a plan writes, old and new, and applying it or taking it back. */
export function PlanPage() {
  const { id } = route.useParams()
  const { cursor: _, ...filter } = route.useSearch()
  const asked = useQuery(planQuery(id))
  usePageTitle(message('app.title', { page: message('plan.title', { id }) }))
  if (asked.isPending) return <Loading lines={10} />
  const plan = asked.data
  if (plan === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const target = targetText(plan)
  return (
    <div className="stack">
      <SyncsNav />
      <Link to="/syncs/plans" className="small">
        {message('plan.back')}
      </Link>
      <PageHeader
        title={message('plan.title', { id: String(plan.id) })}
        intro={
          plan.reverts === null
            ? message('plan.intro', { target })
            : message('plan.introRevert', { target, id: String(plan.reverts) })
        }
      >
        <PlanActions plan={plan} />
      </PageHeader>
      <PlanFacts plan={plan} />
      {plan.stopped === null ? null : (
        <p className="notice">{message('plan.apply.stopped', { reason: plan.stopped })}</p>
      )}
      {plan.linesNotKept > 0 ? <p className="notice">{message('plan.notKept')}</p> : null}
      <UnderWay plan={plan} />
      {plan.kind === 'revert' && (plan.items.applied ?? 0) + (plan.items.rejected ?? 0) > 0 ? (
        <p>
          <Link to="/syncs/holds" search={{ plan: plan.id }}>
            {message('holds.ofPlan')}
          </Link>
        </p>
      ) : null}
      <PlanCounts plan={plan} />
      <section className="stack" aria-labelledby="changes-title">
        <div className="row-apart">
          <h2 id="changes-title">{message('plan.items')}</h2>
          <ExportLinks path={`/api/plans/${plan.id}/items/export`} filter={filter} />
        </div>
        <PlanItems plan={plan} />
      </section>
    </div>
  )
}

function PlanFacts({ plan }: { readonly plan: OpenedPlan }) {
  const format = useFormat()
  return (
    <p className="row">
      <Badge tone={planTone(plan)}>{planStateText(plan)}</Badge>
      {plan.runId === null ? null : (
        <Link to="/syncs/runs/$id" params={{ id: String(plan.runId) }}>
          {message('plan.madeBy', { id: String(plan.runId) })}
        </Link>
      )}
      <span className="soft">{format.moment(plan.createdAt)}</span>
      {plan.revertedBy.map((by) => (
        <Link key={by} to="/syncs/plans/$id" params={{ id: String(by) }}>
          {message('plan.revertedBy', { id: String(by) })}
        </Link>
      ))}
    </p>
  )
}

/** That it is being applied or taken back, and the way to the run that does it. */
function UnderWay({ plan: { underWay } }: { readonly plan: OpenedPlan }) {
  return (
    <div role="status">
      {underWay === null ? null : (
        <p className="notice notice-accent">
          {message(underWay.action === 'revert' ? 'plan.underWay.revert' : 'plan.underWay.apply')}{' '}
          {underWay.runId === null ? (
            message('plan.underWay.waits')
          ) : (
            <Link to="/syncs/runs/$id" params={{ id: String(underWay.runId) }}>
              {message('plan.underWay.run', { id: String(underWay.runId) })}
            </Link>
          )}
        </p>
      )}
    </div>
  )
}
