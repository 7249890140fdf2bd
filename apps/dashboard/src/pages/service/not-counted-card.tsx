import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { ScrollRegion } from '../../components/scroll-region.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { notCountedQuery } from './queries.ts'
import type { ServiceFilter } from './service-search.ts'
import { reasonText, standingText } from './words.ts'

const parts = ['out', 'noResponseTime', 'notJudged'] as const

/** Which tickets are left out of which figures, on demand. */
export function NotCountedCard({ filter }: { readonly filter: ServiceFilter }) {
  const region = useId()
  const [open, setOpen] = useState(false)
  return (
    <section className="card stack-close">
      <p>
        <button
          type="button"
          className="button"
          aria-expanded={open}
          aria-controls={region}
          onClick={() => setOpen(!open)}
        >
          {message('service.notCounted')}
        </button>
      </p>
      <div id={region}>{open ? <NotCounted filter={filter} /> : null}</div>
    </section>
  )
}

function NotCounted({ filter }: { readonly filter: ServiceFilter }) {
  const format = useFormat()
  const asked = useQuery(notCountedQuery(filter))
  if (asked.isPending) return <Loading />
  const found = asked.data
  if (found === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const rows = parts.flatMap((part) => found[part].map((one) => ({ part, ...one })))
  if (rows.length === 0) return <p>{message('service.notCounted.none')}</p>
  const title = message('service.notCounted')
  return (
    <ScrollRegion title={title}>
      <table className="table">
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{message('service.notCounted.figure')}</th>
            <th scope="col">{message('service.notCounted.reason')}</th>
            <th scope="col" className="end">
              {message('service.notCounted.tickets')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ part, reason, tickets }) => (
            <tr key={`${part} ${reason}`}>
              <th scope="row">{message(`service.notCounted.${part}`)}</th>
              <td>{part === 'out' ? standingText(reason) : reasonText(reason)}</td>
              <td className="end">{format.number(tickets)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
