import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { reviewsQuery } from './queries.ts'
import type { ReputationFilter } from './reputation-search.ts'
import { ReviewCard } from './review-card.tsx'

const shown = 3

/** The newest reviews without an answer, to be answered at once. */
export function UnansweredCard({ filter }: { readonly filter: ReputationFilter }) {
  const asked = useQuery(reviewsQuery({ ...filter, unanswered: 'true', limit: shown }))
  return (
    <section className="stack-close">
      <h2>{message('reputation.unanswered')}</h2>
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <p className="soft">{message('reputation.unanswered.none')}</p>
      ) : (
        <>
          {asked.data.items.map((review) => (
            <ReviewCard key={review.reference} review={review} />
          ))}
          <p>
            <Link to="/reputation/reviews" search={{ ...filter, unanswered: 'true' }}>
              {message('reputation.unanswered.all', { n: asked.data.total ?? asked.data.items.length })}
            </Link>
          </p>
        </>
      )}
    </section>
  )
}
