import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { languageName } from './language-name.ts'
import type { ListedReview } from './queries.ts'
import { ReplyBox } from './reply-box.tsx'
import './reputation.css'

const tones = { none: 'warn', pending: 'accent', approved: 'good', rejected: 'bad' } as const

/** A review as it was written, the answer that it has, and a way to answer. Its text is text: whatever it holds, none of it is markup. */
export function ReviewCard({
  review,
  alone = false,
}: {
  readonly review: ListedReview
  /** On a page of its own, which needs no way to it. */
  readonly alone?: boolean
}) {
  const format = useFormat()
  const { reference, title, text, language, reply } = review
  const lang = language ?? undefined
  return (
    <article className="card stack-close review" aria-label={reviewName(review, format.day)}>
      <ReviewHead review={review} />
      {title === null ? null : (
        <p lang={lang} dir="auto" className="review-title">
          {title}
        </p>
      )}
      {text === null ? (
        <p className="soft">{message('review.noText')}</p>
      ) : (
        <p lang={lang} dir="auto" className="review-text">
          {text}
        </p>
      )}
      {reply.text === null ? null : <Answer reply={reply} />}
      {reply.state === 'rejected' ? (
        <p className="small review-rejected">
          {reply.problem === null
            ? message('reply.rejectedPlain')
            : message('reply.rejected', { problem: reply.problem })}
        </p>
      ) : null}
      <Answering review={review}>
        {alone ? null : (
          <Link to="/reputation/reviews/$reference" params={{ reference }} className="small">
            {message('review.open')}
          </Link>
        )}
      </Answering>
    </article>
  )
}

const reviewName = ({ placeName, place, createdAt }: ListedReview, day: (at: string) => string): string =>
  `${message('review.title', { place: placeName ?? place })}, ${day(createdAt)}`

function ReviewHead({ review }: { readonly review: ListedReview }) {
  const format = useFormat()
  const { site, place, placeName, author, createdAt, editedAt, language, reply } = review
  const about = [
    `${placeName ?? place} · ${site}`,
    author ?? message('review.anonymous'),
    format.day(createdAt),
    editedAt === null ? [] : message('review.edited', { day: format.day(editedAt) }),
    language === null ? [] : languageName(language),
  ].flat()
  return (
    <div className="row-apart">
      <p className="row">
        <Rating review={review} />
        <span className="small soft">{about.join(' · ')}</span>
      </p>
      <Badge tone={tones[reply.state]}>{message(`reply.state.${reply.state}`)}</Badge>
    </div>
  )
}

/** The rating on the site's own scale, in words; stars only help to find it. */
function Rating({ review: { rating, scaleMin, scaleMax, stars } }: { readonly review: ListedReview }) {
  const format = useFormat()
  if (rating === null) return <span className="review-rating">{message('review.noRating')}</span>
  if (scaleMin === 0 && scaleMax === 1)
    return <span className="review-rating">{message(rating >= 0.5 ? 'review.yes' : 'review.no')}</span>
  const full = Math.round(stars ?? 0)
  return (
    <span className="review-rating" data-low={(stars ?? 3) <= 2}>
      <span aria-hidden="true">{'★'.repeat(full) + '☆'.repeat(5 - full)}</span>{' '}
      {message('review.rating', { value: format.number(rating), max: format.number(scaleMax) })}
    </span>
  )
}

function Answer({ reply: { text, at } }: { readonly reply: ListedReview['reply'] }) {
  const format = useFormat()
  return (
    <blockquote className="review-answer stack-close">
      <p className="small soft">
        {at === null ? message('reply.oursUndated') : message('reply.ours', { day: format.day(at) })}
      </p>
      <p dir="auto" className="review-text">
        {text}
      </p>
    </blockquote>
  )
}

/** The button to the box for an answer, or the box; what else one can do with the review stands beside or below. */
function Answering({ review, children }: { readonly review: ListedReview; readonly children: ReactNode }) {
  const mayReply = useMay('reviews:reply')
  const [open, setOpen] = useState(false)
  if (open)
    return (
      <>
        <ReplyBox review={review} onClose={() => setOpen(false)} />
        {children}
      </>
    )
  return (
    <div className="row">
      {mayReply ? (
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {message(review.reply.text === null ? 'reply.write' : 'reply.change')}
        </button>
      ) : null}
      {children}
    </div>
  )
}
