import type { SoughtRecord } from '@rapport/model'
import { Command, InvalidArgumentError } from 'commander'
import { calendarDay, recordReference, wholeNumber } from '../arguments.ts'
import { UsageError } from '../command-error.ts'
import { type PlaceReference, placeReference } from '../live-reviews/place-reference.ts'
import { optionsOf } from '../output.ts'
import type { InviteOptions } from '../reviews/invite.ts'
import type { ListedReviewsOptions } from '../reviews/list-reviews.ts'
import type { ReplyOptions } from '../reviews/reply-to-review.ts'

type ReviewsOptions = ListedReviewsOptions & { readonly live?: PlaceReference }

const onlyStored = ['unanswered', 'maxStars', 'place', 'brand', 'from', 'to'] as const

/** `rapport reviews`: what is said of places, and the answers. */
export function reviewsCommand(): Command {
  const reviews = new Command('reviews')
    .summary('list reviews, and answer them')
    .description(
      `Lists stored reviews, the newest first. With --live, prints the reviews of a place straight from its site, with whom to name beside
them. Some sites, such as Google Places and Tripadvisor, forbid keeping what they show: nothing of it is stored or logged.`,
    )
    .option('--unanswered', 'those without a public answer, or one that waits for moderation')
    .option(
      '--max-stars <number>',
      'those with so many stars at most; "does not recommend" counts as one',
      stars,
    )
    .option('--place <place>', 'of one place, by its id or name')
    .option('--brand <brand>', 'of all places of a brand')
    .option('--from <day>', 'written on this day or later, YYYY-MM-DD', calendarDay)
    .option('--to <day>', 'written on this day or earlier, YYYY-MM-DD', calendarDay)
    .option('--limit <number>', 'so many at most', wholeNumber, 20)
    .option('--live <place>', 'a place written connection/placeId, asked of its site now', placeReference)
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<ReviewsOptions>(command)
      if (options.live === undefined) {
        const { printReviews } = await import('../reviews/list-reviews.ts')
        await printReviews(options)
        return
      }
      const beside = onlyStored.find((name) => options[name] !== undefined)
      if (beside !== undefined)
        throw new UsageError('--live shows what the site shows: leave the options for stored reviews out.')
      const { showLiveReviews } = await import('../live-reviews/show-live-reviews.ts')
      await showLiveReviews(options, options.live)
    })
  reviews.addCommand(replyCommand())
  reviews.addCommand(repliesCommand())
  reviews.addCommand(inviteCommand())
  return reviews
}

function replyCommand(): Command {
  return new Command('reply')
    .summary('answer a review publicly')
    .description(
      `Sends an answer to a review, in the place of the one before. The site's own rules (length, emoji, how many a day) are checked first.
Without --text-file the answer is written in your editor. Who answered what, and what became of it, stands in the audit.`,
    )
    .argument('<review>', 'a review, such as google/review:123', recordReference)
    .option('--text-file <file>', 'a file with the answer; - is standard input')
    .option('--remove', 'take the answer away')
    .option('--yes', 'do not ask before it is sent')
    .action(async (review: SoughtRecord, _: unknown, command: Command) => {
      const { replyTo } = await import('../reviews/reply-to-review.ts')
      await replyTo(optionsOf<ReplyOptions>(command), review)
    })
}

function repliesCommand(): Command {
  return new Command('replies')
    .summary('list the answers that were sent, and what became of them')
    .description(
      'Lists the answers that were sent, the latest first. Sites are asked how those stand that wait for moderation.',
    )
    .action(async (_: unknown, command: Command) => {
      const { printSentReplies } = await import('../reviews/sent-replies.ts')
      await printSentReplies(optionsOf(command))
    })
}

function inviteCommand(): Command {
  return new Command('invite')
    .summary('whom to ask for a public review: everyone, or a random sample')
    .description(
      `Lists whom to ask for a public review: everyone with an e-mail address, or a random sample of them. There is no way to leave the
dissatisfied out: to ask the satisfied alone misleads those who read, and review sites and the law forbid it.`,
    )
    .option('--share <share>', 'a random sample: a share of everyone, above 0 and up to 1', share)
    .option('--seed <number>', 'draws the same sample again', wholeNumber)
    .option('--bought-since <day>', 'of those with a sale on this day or later, YYYY-MM-DD', calendarDay)
    .option('--out <file>', 'a CSV file for the list')
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<InviteOptions>(command)
      if (options.seed !== undefined && options.share === undefined)
        throw new UsageError('--seed draws a sample again: say how large with --share.')
      const { printInvitees } = await import('../reviews/invite.ts')
      await printInvitees(options)
    })
}

function stars(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 1 && value <= 5) return value
  throw new InvalidArgumentError('It must be a number of stars from 1 to 5.')
}

function share(text: string): number {
  const value = Number(text)
  if (value > 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a share above 0 and up to 1, such as 0.2.')
}
