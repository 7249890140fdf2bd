import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type Places, type ShownReview, shownReviewsQuery } from './queries.ts'

type ShownPlace = Places['shownOnly'][number]

/** Places of sites that forbid keeping what they show: a site is asked when somebody wants to look, and what it answers stays nowhere. */
export function ShownPlaces({ places }: { readonly places: readonly ShownPlace[] }) {
  const [looked, setLooked] = useState<ShownPlace | null>(null)
  return (
    <section className="card stack-close">
      <h2>{message('reputation.live')}</h2>
      <p className="small soft reading">{message('reputation.live.intro')}</p>
      <ul className="plain-list stack-close">
        {places.map((one) => (
          <li key={one.place} className="row">
            <button
              type="button"
              className="button"
              aria-pressed={one.place === looked?.place}
              onClick={() => setLooked(one)}
            >
              {message('reputation.live.show', { site: one.site, number: numberOf(one, places) })}
            </button>
            <span className="small soft">{message('reputation.live.id', { id: placeId(one.place) })}</span>
          </li>
        ))}
      </ul>
      {looked === null ? null : <Shown key={looked.place} place={looked} />}
    </section>
  )
}

/** Its name must not be kept: it is told from the others of its site by where rapport.yaml has it. */
const numberOf = (place: ShownPlace, places: readonly ShownPlace[]): string =>
  String(places.filter(({ site }) => site === place.site).indexOf(place) + 1)

/** The id of the place, without its connection. */
const placeId = (place: string): string => place.slice(place.indexOf(':') + 1)

function Shown({ place: { place, site } }: { readonly place: ShownPlace }) {
  const asked = useQuery(shownReviewsQuery(place))
  if (asked.isPending) return <Loading lines={5} />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const { reviews } = asked.data
  if (reviews.length === 0) return <p>{message('reputation.live.none', { site })}</p>
  return (
    <div className="stack-close">
      <p className="small soft">{message('reputation.live.asked', { site })}</p>
      {reviews.map((review, index) => (
        <ShownCard key={index} review={review} />
      ))}
    </div>
  )
}

function ShownCard({ review }: { readonly review: ShownReview }) {
  const format = useFormat()
  const { author, authorUrl, rating, title, text, language, at, url, reply, attribution } = review
  const lang = language ?? undefined
  const name = author ?? message('review.anonymous')
  return (
    <article className="review-shown stack-close">
      <p className="row">
        <span className="review-rating">
          {rating === null
            ? message('review.noRating')
            : message('review.rating', {
                value: format.number(rating.value),
                max: format.number(rating.max),
              })}
        </span>
        {authorUrl === null ? (
          <span>{name}</span>
        ) : (
          <a href={authorUrl} target="_blank" rel="noreferrer">
            {name}
          </a>
        )}
        {at === null ? null : <span className="small soft">{format.day(at)}</span>}
      </p>
      {title === null ? null : (
        <p lang={lang} dir="auto" className="review-title">
          {title}
        </p>
      )}
      {text === null ? null : (
        <p lang={lang} dir="auto" className="review-text">
          {text}
        </p>
      )}
      {reply?.text == null ? null : (
        <blockquote className="review-answer">
          <p dir="auto" className="review-text">
            {reply.text}
          </p>
        </blockquote>
      )}
      <p className="row small soft">
        <span>{attribution}</span>
        {url === null ? null : (
          <a href={url} target="_blank" rel="noreferrer">
            {message('reputation.live.at')}
          </a>
        )}
      </p>
    </article>
  )
}
