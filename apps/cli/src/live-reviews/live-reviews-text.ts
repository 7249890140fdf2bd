import type { ShownReview } from '@rapport/connector'
import { printable } from '../printable.ts'

/** Reviews as a person reads them. All that the site gave is without signs that could steer the terminal. */
export function liveReviewsText(site: string, reviews: readonly ShownReview[]): string[] {
  const count = `${reviews.length} ${reviews.length === 1 ? 'review' : 'reviews'}`
  return [
    reviews.length === 0
      ? `${site} shows no reviews of this place`
      : `${count}, as ${site} shows them now; nothing is stored`,
    ...reviews.flatMap((review) => ['', ...reviewLines(review)]),
  ]
}

function reviewLines(review: ShownReview): string[] {
  const { rating, title, text, reply } = review
  const head = [
    rating === null ? 'no rating' : `${rating.value} of ${rating.max}`,
    review.at?.slice(0, 10),
    review.language,
    review.attribution,
  ]
  const links = [review.url, review.authorUrl].filter((link) => link !== null)
  return [
    head.flatMap((part) => (part == null ? [] : [printable(part)])).join('  '),
    ...(title === null ? [] : [`  ${printable(title)}`]),
    ...linesOf(text).map((line) => `  ${line}`),
    ...(reply === null ? [] : [`  ${replyHead(reply)}`, ...linesOf(reply.text).map((line) => `    ${line}`)]),
    ...links.map((link) => `  ${printable(link)}`),
  ]
}

function replyHead({ author, at }: NonNullable<ShownReview['reply']>): string {
  const by = author === null ? 'the owner' : printable(author)
  return `reply by ${by}${at === null ? '' : `, ${at.slice(0, 10)}`}:`
}

/** The lines of a text as it was written, without empty ones. */
function linesOf(text: string | null): string[] {
  return (text ?? '')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(printable)
    .filter((line) => line !== '')
}
