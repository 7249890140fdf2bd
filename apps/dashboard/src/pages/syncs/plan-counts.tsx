import { getRouteApi, Link } from '@tanstack/react-router'
import { Badge } from '../../components/badge.tsx'
import { ScrollRegion } from '../../components/scroll-region.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { itemStates } from './names.ts'
import type { OpenedPlan } from './queries.ts'
import { itemStateText, toneOf } from './words.ts'

const route = getRouteApi('/signed-in/syncs/plans/$id')

/** How many records a plan does what to, by what becomes of them and by field; each is the way to just these. */
export function PlanCounts({ plan }: { readonly plan: OpenedPlan }) {
  const format = useFormat()
  const { id } = route.useParams()
  const states = itemStates.filter((state) => (plan.items[state] ?? 0) > 0)
  if (states.length === 0) return null
  return (
    <div className="syncs-sides">
      <section className="card stack-close" aria-labelledby="by-state-title">
        <h2 id="by-state-title">{message('plan.byState')}</h2>
        <ul className="plain-list stack-close">
          {states.map((state) => (
            <li key={state} className="row-apart">
              <Link to="/syncs/plans/$id" params={{ id }} search={{ state }} resetScroll={false}>
                <Badge tone={toneOf(state)}>{itemStateText(state)}</Badge>
              </Link>
              <span className="figures">{format.number(plan.items[state] ?? 0)}</span>
            </li>
          ))}
        </ul>
      </section>
      {plan.fields.length === 0 ? null : (
        <section className="card stack-close" aria-labelledby="by-field-title">
          <h2 id="by-field-title">{message('plan.byField')}</h2>
          <ScrollRegion title={message('plan.byField')}>
            <table className="table">
              <caption className="visually-hidden">{message('plan.byField')}</caption>
              <thead>
                <tr>
                  <th scope="col">{message('plan.field')}</th>
                  <th scope="col" className="end">
                    {message('plan.field.set')}
                  </th>
                  <th scope="col" className="end">
                    {message('plan.field.cleared')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {plan.fields.map(({ field, set, cleared }) => (
                  <tr key={field}>
                    <th scope="row">
                      <Link to="/syncs/plans/$id" params={{ id }} search={{ field }} resetScroll={false}>
                        {field}
                      </Link>
                    </th>
                    <td className="end">{format.number(set)}</td>
                    <td className="end">{format.number(cleared)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </section>
      )}
    </div>
  )
}
