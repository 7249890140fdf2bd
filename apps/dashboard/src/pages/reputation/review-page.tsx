import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ApiError } from '../../api/problem.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { NotFound } from '../../shell/not-found.tsx'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { type Review, reviewQuery } from './queries.ts'
import { ReviewCard } from './review-card.tsx'

const route = getRouteApi('/signed-in/reputation/reviews/$reference')

/** One review, who wrote it where that is certain, and what was sent as an answer. */
export function ReviewPage() {
  const { reference } = route.useParams()
  const asked = useQuery(reviewQuery(reference))
  const place = asked.data === undefined ? null : (asked.data.placeName ?? asked.data.place)
  const title = place === null ? null : message('review.title', { place })
  usePageTitle(title === null ? null : message('app.title', { page: title }))
  if (asked.isPending) return <Loading lines={8} />
  if (asked.data === undefined) {
    const gone = asked.error instanceof ApiError && [404, 422].includes(asked.error.status)
    return gone ? <NotFound /> : <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  }
  const { customer, placeUrl, site } = asked.data
  return (
    <div className="stack">
      <Link to="/reputation/reviews" className="small">
        {message('review.back')}
      </Link>
      <PageHeader title={title ?? ''}>
        {placeUrl === null ? null : (
          <a href={placeUrl} className="button" target="_blank" rel="noreferrer">
            {message('review.atSite', { site })}
          </a>
        )}
      </PageHeader>
      {customer === null ? null : (
        <p>
          <Link to="/customers/$id" params={{ id: String(customer.id) }}>
            {message('review.customer', { name: customer.name ?? String(customer.id) })}
          </Link>
        </p>
      )}
      <ReviewCard review={asked.data} alone />
      {asked.data.sent.length === 0 ? null : <Sent review={asked.data} />}
    </div>
  )
}

/** The answers that were sent, and what became of each. */
function Sent({ review: { sent } }: { readonly review: Review }) {
  const format = useFormat()
  return (
    <section className="card stack-close">
      <h2>{message('reply.history')}</h2>
      <ul className="plain-list stack-close">
        {sent.map(({ id, text, by, at, state, problem }) => (
          <li key={id} className="stack-close">
            <p className="small soft">
              {message(text === null ? 'reply.history.removed' : 'reply.history.sent', {
                ...{ by, moment: format.moment(at) },
              })}
              {` · ${[message(`sentState.${state}`), problem ?? []].flat().join(': ')}`}
            </p>
            {text === null ? null : (
              <p dir="auto" className="review-text">
                {text}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
