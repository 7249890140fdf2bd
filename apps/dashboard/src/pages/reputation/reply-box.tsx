import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ApiError } from '../../api/problem.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ErrorState, problemText } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type ListedReview, type Review, removeReply, reviewQuery, sendReply } from './queries.ts'
import { leftInWords, leftOf, rulesInWords } from './reply-length.ts'

/** A box for a public answer: what the site takes is said first, and nothing is sent before it was confirmed. */
export function ReplyBox({
  review,
  onClose,
}: {
  readonly review: ListedReview
  readonly onClose: () => void
}) {
  const asked = useQuery({ ...reviewQuery(review.reference), refetchOnWindowFocus: false })
  if (asked.isPending) return <Loading lines={3} />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const { rules } = asked.data
  const closed =
    rules === null
      ? message('reply.notHere', { site: review.site })
      : rules.problem === null
        ? null
        : message('reply.notPossible', { problem: rules.problem })
  if (closed === null && rules !== null)
    return <Writing key={asked.data.replyVersion} review={asked.data} rules={rules} onClose={onClose} />
  return (
    <div className="stack-close">
      <p className="reading">{closed}</p>
      <PlaceLink review={asked.data} />
    </div>
  )
}

function PlaceLink({ review: { placeUrl, site } }: { readonly review: Review }) {
  if (placeUrl === null) return null
  return (
    <a href={placeUrl} target="_blank" rel="noreferrer">
      {message('review.atSite', { site })}
    </a>
  )
}

type Wanted = { readonly text: string } | 'remove'

function Writing({
  review,
  rules,
  onClose,
}: {
  readonly review: Review
  readonly rules: NonNullable<Review['rules']>
  readonly onClose: () => void
}) {
  const id = useId()
  const format = useFormat()
  const [text, setText] = useState(review.reply.text ?? '')
  const [confirming, setConfirming] = useState<'send' | 'remove' | null>(null)
  const sending = useSending(review, onClose)
  const left = leftOf(text, rules.longest)
  const unit = rules.longest?.unit ?? 'characters'
  const cannotBeSent = text.trim() === '' || text.trim() === review.reply.text || (left !== null && left < 0)
  const confirm = (wanted: Wanted): void => {
    setConfirming(null)
    sending.mutate(wanted)
  }
  return (
    <form
      className="stack-close reply-box"
      onSubmit={(event) => {
        event.preventDefault()
        if (!cannotBeSent) setConfirming('send')
      }}
    >
      <label htmlFor={id} className="field-label">
        {message('reply.label')}
      </label>
      <p id={`${id}-rules`} className="small soft reading">
        {rulesInWords(rules, review.site, (value) => format.number(value))}
      </p>
      <textarea
        id={id}
        className="input reply-text"
        rows={5}
        dir="auto"
        value={text}
        aria-invalid={left !== null && left < 0}
        aria-describedby={`${id}-rules ${id}-left`}
        onChange={(event) => setText(event.target.value)}
      />
      <p id={`${id}-left`} className={left !== null && left < 0 ? 'field-problem' : 'small soft figures'}>
        {left === null ? null : leftInWords(left, unit)}
      </p>
      {sending.error === null ? null : <Failed error={sending.error} review={review} />}
      <div className="row">
        <button type="submit" className="button button-main" disabled={cannotBeSent || sending.isPending}>
          {message('reply.send')}
        </button>
        {review.reply.text !== null && rules.canBeRemoved ? (
          <button
            type="button"
            className="button button-danger"
            disabled={sending.isPending}
            onClick={() => setConfirming('remove')}
          >
            {message('reply.remove')}
          </button>
        ) : null}
        <button type="button" className="button button-plain" onClick={onClose}>
          {message('reply.cancel')}
        </button>
      </div>
      <ConfirmDialog
        open={confirming === 'send'}
        title={message('reply.confirm.title')}
        confirm={message('reply.confirm.send')}
        onConfirm={() => confirm({ text: text.trim() })}
        onClose={() => setConfirming(null)}
      >
        <p className="reading">
          {message('reply.confirm.text', { site: review.site })}
          {rules.isModerated ? ` ${message('reply.confirm.moderated', { site: review.site })}` : null}
        </p>
        <blockquote className="review-answer">
          <p dir="auto" className="review-text">
            {text.trim()}
          </p>
        </blockquote>
      </ConfirmDialog>
      <ConfirmDialog
        open={confirming === 'remove'}
        title={message('reply.remove.title')}
        confirm={message('reply.remove.confirm')}
        dangerous
        onConfirm={() => confirm('remove')}
        onClose={() => setConfirming(null)}
      >
        <p className="reading">{message('reply.remove.text', { site: review.site })}</p>
      </ConfirmDialog>
    </form>
  )
}

/** Sends an answer or takes it away. What became of it is seen at once wherever the review is shown. */
function useSending({ reference, replyVersion, site }: Review, onDone: () => void) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (wanted: Wanted) =>
      wanted === 'remove'
        ? removeReply(reference, replyVersion)
        : sendReply(reference, wanted.text, replyVersion),
    onSuccess: (now) => {
      toast.say(message(`reply.sent.${now.reply.state}`, { site }))
      client.setQueryData(reviewQuery(reference).queryKey, now)
      client.setQueriesData<{ readonly items: readonly ListedReview[] }>(
        { queryKey: ['reviews', 'list'] },
        (list) =>
          list === undefined
            ? list
            : {
                ...list,
                items: list.items.map((one) =>
                  one.reference === reference ? { ...one, reply: now.reply } : one,
                ),
              },
      )
      void client.invalidateQueries({ queryKey: ['reputation'] })
      void client.invalidateQueries({ queryKey: ['overview'] })
      onDone()
    },
  })
}

/** Why nothing was sent. What was written stays, until who wrote it wants to see the answer that came meanwhile. */
function Failed({ error, review }: { readonly error: Error; readonly review: Review }) {
  const client = useQueryClient()
  const isLate = error instanceof ApiError && error.status === 409
  const look = (): void => {
    void client.invalidateQueries({ queryKey: ['reviews'] })
  }
  return (
    <div role="alert" className="stack-close">
      <p className="field-problem">
        {message('reply.failed')}: {problemText(error)}
      </p>
      {isLate ? (
        <p>
          <button type="button" className="button" onClick={look}>
            {message('reply.reload')}
          </button>
        </p>
      ) : null}
      <PlaceLink review={review} />
    </div>
  )
}
