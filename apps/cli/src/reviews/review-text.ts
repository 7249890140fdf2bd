import { formatReference } from '@rapport/model'
import type { ListedReview, SentReply } from '@rapport/run'
import { commandName } from '../command-name.ts'
import { printable } from '../printable.ts'

/** How much of a text a list shows. */
const shownCharacters = 240

/** A review in a list: what was said, by whom, and whether it was answered. */
export function reviewLines({ connection, review, placeName }: ListedReview): string[] {
  const { rating, title, author, reply, replyState } = review
  const head = [
    rating === null ? 'no rating' : `${rating} of ${review.scaleMax}`,
    review.createdAt.slice(0, 10),
    ...(review.language === null ? [] : [printable(review.language)]),
    printable(placeName ?? review.placeId),
    ...(author === null ? [] : [`by ${printable(author)}`]),
  ]
  const said = [title, review.text].flatMap((part) => (part === null ? [] : [excerpt(part)]))
  return [
    printable(formatReference({ connection, entity: 'review', id: review.id })),
    `  ${head.join('  ')}`,
    ...said.map((line) => `  ${line}`),
    `  ${answerText(replyState, reply, review.replyProblem)}`,
  ]
}

function answerText(
  state: ListedReview['review']['replyState'],
  reply: string | null,
  problem: string | null,
): string {
  const said = reply === null ? '' : `: ${excerpt(reply)}`
  switch (state) {
    case 'approved':
      return `answered${said}`
    case 'pending':
      return `answer waits for the site's moderation${said}`
    case 'rejected':
      return `answer was rejected by the site${problem === null ? '' : ` (${printable(problem)})`}${said}`
    default:
      return 'not answered'
  }
}

/** What became of a reply. */
export function replyText({ text, state, problem }: SentReply): string {
  const why = problem === null ? '' : `: ${printable(problem)}`
  switch (state) {
    case 'approved':
      return 'the reply is public'
    case 'pending':
      return `the reply was sent and waits for the site's moderation; "${commandName} reviews replies" asks how it stands`
    case 'rejected':
      return `the site's moderation rejected the reply${why}`
    case 'none':
      return 'there is no reply any more'
    case 'refused':
      return `${text === null ? 'the reply was not taken away' : 'the reply is not there'}${why}`
    case 'sending':
      return 'it is not known whether the reply arrived: run the same command again, it is looked for first'
  }
}

function excerpt(text: string): string {
  const characters = [...printable(text)]
  if (characters.length <= shownCharacters) return characters.join('')
  return `${characters.slice(0, shownCharacters - 1).join('')}…`
}
