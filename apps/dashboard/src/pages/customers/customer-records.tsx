import { message } from '../../messages/message.ts'
import type { Customer } from './queries.ts'

/** The records of other systems that are this customer, and why each is. */
export function CustomerRecords({ customer }: { readonly customer: Customer }) {
  return (
    <section className="card stack-close">
      <h2>{message('customer.records')}</h2>
      <ul className="plain-list stack-close">
        {customer.records.map(({ reference, name, email, reason, page }) => (
          <li key={reference}>
            <p className="row">
              {page === null ? (
                <code>{reference}</code>
              ) : (
                <a href={page.url} target="_blank" rel="noreferrer">
                  <code>{reference}</code>
                </a>
              )}
              <span>{[name, email].filter((one) => one !== null && one !== '').join(' · ')}</span>
            </p>
            <p className="small soft">{message('customer.recordReason', { reason })}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
