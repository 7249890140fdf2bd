import { formatReference } from '@rapport/model'
import { commandName } from '../../command-name.ts'
import { liveReviewsText } from '../../live-reviews/live-reviews-text.ts'
import { printable } from '../../printable.ts'
import { count, counts, duration } from '../../quantities.ts'
import { reputationReportLines } from '../../reputation-report/reputation-report-text.ts'
import { replyText, reviewLines } from '../../reviews/review-text.ts'
import { countOf } from '../../value-calculation/figure-text.ts'
import type { HeldRecord } from './read-back.ts'
import type { Answer, ReviewsDemoOutcome } from './reviews-demo-run.ts'

/** Reviews that are shown of what may be long. */
const shownReviews = 4

/** The one object of `demo --reviews --json`. */
export function reviewsDemoSummary(outcome: ReviewsDemoOutcome) {
  const { result, places, scorecard, unanswered, answer, companies, live } = outcome
  return {
    read: result.read,
    scored: result.scored,
    written: result.written,
    rejected: result.rejected,
    places: places.places.map(({ place, name, company, reason, reputation }) => ({
      ...{ place, name, company, because: reason, reviews: reputation.n, average: reputation.average },
      ...{ answered: reputation.answered.share, score: reputation.score.score },
    })),
    keywords: (scorecard.keywords ?? []).map(({ term, language, z, low, high }) => ({
      ...{ term, language, z, low, high },
    })),
    unanswered: unanswered.map(({ connection, review }) =>
      formatReference({ connection, entity: 'review', id: review.id }),
    ),
    reply:
      answer === null
        ? null
        : {
            review: formatReference({ ...answer.sent.review, entity: 'review' }),
            isNew: answer.isNew,
            state: answer.sent.state,
            held: answer.held?.values ?? null,
          },
    companies: companies.map(({ values }) => values),
    live: { place: live.place, shown: live.reviews.length },
    calls: { made: result.calls.made },
    seconds: Number(result.seconds.toFixed(2)),
  }
}

/** What the demo of reviews tells a person. Where it is served, the stand-ins go on and the page comes next. */
export function reviewsDemoReport(outcome: ReviewsDemoOutcome, isServed = false): string[] {
  const { result, places, scorecard, unanswered, answer, companies, live, configFile } = outcome
  const run = `${commandName} --config ${configFile}`
  return [
    `Read ${counts(result.read) || 'nothing new'} in ${duration(result.seconds)}; ${countOf(result.written, 'company', 'companies')} written to.`,
    `Calls: ${count(result.calls.made)} made.`,
    '',
    // The trends are shown by the report itself.
    ...reputationReportLines({ ...places, months: [], quarters: [] }),
    '',
    `One place by itself (${run} report reputation --place ${placeNames(scorecard).join()}):`,
    '',
    ...reputationReportLines({ ...scorecard, months: [], quarters: [] }),
    '',
    `Not answered, three stars at most (${run} reviews --unanswered --max-stars 3): ${count(unanswered.length)}, the newest first`,
    '',
    ...unanswered.slice(0, shownReviews).flatMap(reviewLines),
    ...answerLines(answer),
    ...companies.flatMap((company) => heldLines('HubSpot', company)),
    '',
    `Straight from Google Places, ${live.place}:`,
    '',
    ...liveReviewsText('Google Places', live.reviews),
    ...nextLines(outcome, run),
    ...(isServed ? ['', 'The stand-ins run until you stop this with Ctrl-C.'] : afterwardsLines(outcome)),
  ]
}

const placeNames = ({ places }: ReviewsDemoOutcome['scorecard']): string[] =>
  places.map(({ connection, placeId }) => printable(`${connection}/${placeId}`))

function answerLines(answer: Answer | null): string[] {
  if (answer === null) return []
  const { sent, isNew, held } = answer
  return [
    '',
    `${isNew ? 'Answered' : 'Answered by an earlier demo'}: ${formatReference({ ...sent.review, entity: 'review' })}`,
    `  ${printable(sent.text ?? '')}`,
    `  ${replyText(sent)}`,
    ...(held === null ? [] : heldLines('Google Business', held)),
  ]
}

function heldLines(system: string, { path, values }: HeldRecord): string[] {
  const width = Math.max(26, ...Object.keys(values).map(({ length }) => length))
  return [
    '',
    `What ${system} holds now (GET ${path}):`,
    '',
    ...Object.entries(values).map(
      ([name, value]) => `  ${name.padEnd(width)} ${printable(String(value ?? ''))}`,
    ),
  ]
}

function nextLines({ places, unanswered }: ReviewsDemoOutcome, run: string): string[] {
  const company = places.places.find((place) => place.company !== null)?.company
  const [first] = unanswered
  return [
    '',
    'Next, see how places stand by month and quarter, whose they are, where a score comes from, and what there is to answer:',
    `  ${run} report reputation --brand "Northlight Coffee"`,
    `  ${run} places`,
    ...(company == null ? [] : [`  ${run} explain ${printable(company)} reputation_score`]),
    ...(first === undefined
      ? []
      : [
          `  ${run} reviews --unanswered --place ${printable(`${first.connection}/${first.review.placeId}`)}`,
        ]),
  ]
}

function afterwardsLines({ firstRun }: ReviewsDemoOutcome): string[] {
  return [
    'The stand-ins ran for the demo only: reviews, places, report reputation, explain, plan, runs, rejects and doctor work without them.',
    firstRun
      ? 'Or run the demo again: little is read and nothing written.'
      : 'Or start over: npm run demo -- --reviews --reset',
  ]
}
