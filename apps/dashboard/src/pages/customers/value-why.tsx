import { useQuery } from '@tanstack/react-query'
import { Fragment, useId, useState } from 'react'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageLink } from '../../components/page-link.tsx'
import { ScrollRegion } from '../../components/scroll-region.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type Customer, customerExplanationQuery, type ValueExplanation } from './queries.ts'

/** Why a customer is worth what it is: the sentence, and on demand the computation down to the deals. */
export function ValueWhy({ id, customer }: { readonly id: string; readonly customer: Customer }) {
  const region = useId()
  const [open, setOpen] = useState(false)
  const why = customer.scores.value?.why ?? null
  return (
    <section className="card stack-close">
      <h2>{message('customer.why')}</h2>
      <p className="reading">{why ?? message('number.noScore')}</p>
      <p>
        <button
          type="button"
          className="button"
          aria-expanded={open}
          aria-controls={region}
          onClick={() => setOpen(!open)}
        >
          {open ? message('customer.explanation.hide') : message('customer.explanation.show')}
        </button>
      </p>
      <div id={region}>{open ? <Computation id={id} /> : null}</div>
    </section>
  )
}

function Computation({ id }: { readonly id: string }) {
  const asked = useQuery(customerExplanationQuery(id))
  if (asked.isPending) return <Loading />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  return (
    <div className="stack">
      <Multiplication parts={asked.data.parts} />
      <Occasions explained={asked.data} />
    </div>
  )
}

function Multiplication({ parts }: { readonly parts: ValueExplanation['parts'] }) {
  const format = useFormat()
  if (parts === null) return <p>{message('customer.parts.none')}</p>
  const product = {
    orders: format.number(parts.discountedOrders, 2),
    amount: format.money(parts.spendPerOrder),
    margin: format.percent(parts.margin, 1),
    value: format.money(parts.discountedOrders * parts.spendPerOrder * parts.margin),
  }
  return (
    <div className="stack-close">
      <p className="figures">{message('customer.parts.product', product)}</p>
      <p className="small soft">
        {message('customer.parts.discount', {
          expected: format.number(parts.expectedOrders, 2),
          discount: format.percent(parts.discount, 1),
        })}
      </p>
      {parts.contracts === null ? null : (
        <p>{message('customer.parts.contracts', { amount: format.money(parts.contracts) })}</p>
      )}
    </div>
  )
}

function Occasions({ explained: { occasions, dealPages } }: { readonly explained: ValueExplanation }) {
  const format = useFormat()
  const title = message('customer.occasions')
  return (
    <div className="stack-close">
      <h3>{title}</h3>
      <ScrollRegion title={title} className="occasions">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{message('customer.occasion.day')}</th>
              <th scope="col" className="end">
                {message('customer.deal.amount')}
              </th>
              <th scope="col">{message('customer.deals')}</th>
            </tr>
          </thead>
          <tbody>
            {occasions.toReversed().map(({ day, amount, deals, setAside }) => (
              <tr key={`${day} ${deals.join(' ')}`}>
                <th scope="row">{format.calendarDay(day)}</th>
                <td className="end">
                  {amount === null ? message('number.unknown') : format.money(Number(amount))}
                </td>
                <td>
                  {deals.map((deal, index) => (
                    <Fragment key={deal}>
                      {index === 0 ? null : ', '}
                      <PageLink page={dealPages[deal] ?? null}>{deal}</PageLink>
                    </Fragment>
                  ))}
                  {setAside ? ` · ${message('customer.occasion.setAside')}` : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}
