import { NO_RATINGS, reputationOf, SCORE_WEIGHTS, tallyReviews } from '@rapport/metrics'
import { entities } from '@rapport/model'
import { expect, it } from 'vitest'
import type { FullReport } from '../../reputation-report/reputation-report-text.ts'
import { reviewsDemoReport, reviewsDemoSummary } from './reviews-demo-report.ts'
import type { ReviewsDemoOutcome } from './reviews-demo-run.ts'

const asOf = '2026-06-30T23:59:59.999Z'
const reputation = reputationOf(tallyReviews([], Date.parse(asOf)), Date.parse(asOf))
const report: FullReport = {
  asOf,
  from: null,
  to: '2026-06-30',
  policies: { average: 'a', reputation: 'b', sharePositive: 'c', answered: 'd', score: 'e' },
  weights: SCORE_WEIGHTS,
  notCombined: [],
  places: [
    {
      place: 'google/place:1',
      connection: 'google',
      placeId: '1',
      name: 'Soho',
      brand: null,
      company: 'hubspot/company:501',
      companyName: 'Northlight',
      reason: 'the domain example.com',
      reputation,
    },
  ],
  placesWithoutReviews: 0,
  copies: 0,
  total: reputation,
  scorecard: null,
  distribution: NO_RATINGS,
  months: [],
  quarters: [],
  keywords: null,
}
const review = { connection: 'google', id: '1/AbC' }
const outcome: ReviewsDemoOutcome = {
  result: {
    runId: 1,
    state: 'succeeded',
    dryRun: false,
    connections: null,
    read: { 'google/review': 10 },
    customers: 0,
    scored: 0,
    planned: { 'hubspot/company': 1 },
    written: 1,
    rejected: 0,
    drifted: 0,
    calls: { made: 2, reads: 1, writes: 1 },
    throttled: 0,
    planIds: [1],
    seconds: 1,
    secondsByStep: {},
    waitingUntil: null,
    message: null,
    failure: null,
  },
  firstRun: true,
  places: report,
  scorecard: report,
  unanswered: [
    {
      connection: 'google',
      placeName: 'Soho',
      review: entities.review.parse({
        ...{ id: '1/AbC', placeId: '1', rating: 2, scaleMin: 1, scaleMax: 5 },
        ...{ text: 'Cold\u001b[31m coffee', createdAt: '2026-06-01T10:00:00.000Z' },
      }),
    },
  ],
  answer: {
    isNew: true,
    held: { path: '/v4/reviews/AbC', values: { comment: 'Sorry.', reviewReplyState: 'PENDING' } },
    sent: {
      ...{ id: 1, review, text: 'Sorry.', by: 'demo', begunAt: new Date(0) },
      ...{ state: 'pending', problem: null, checkedAt: null },
    },
  },
  companies: [{ path: '/crm/v3/objects/companies/501', values: { rapport_reputation_score: '78.7' } }],
  live: { place: 'places/ChIJ-1', reviews: [] },
  configFile: '.rapport/demo/rapport.yaml',
}

it('what was sent and what the systems hold stands with where it was read', () => {
  const lines = reviewsDemoReport(outcome)
  expect(lines).toContain('Answered: google/review:1/AbC')
  expect(lines).toContain('What Google Business holds now (GET /v4/reviews/AbC):')
  expect(lines).toContain('  reviewReplyState           PENDING')
  expect(lines).toContain('What HubSpot holds now (GET /crm/v3/objects/companies/501):')
  expect(lines).toContain('  rapport_reputation_score   78.7')
})

it('the next commands are ones that can be typed as they stand', () => {
  const lines = reviewsDemoReport(outcome)
  const run = 'npx rapport --config .rapport/demo/rapport.yaml'
  expect(lines).toContain(`  ${run} reviews --unanswered --place google/1`)
  expect(lines).toContain(`  ${run} explain hubspot/company:501 reputation_score`)
  expect(lines.at(-1)).toBe('Or run the demo again: little is read and nothing written.')
  expect(reviewsDemoReport({ ...outcome, firstRun: false }).at(-1)).toContain(
    'npm run demo -- --reviews --reset',
  )
})

it('signs that steer a terminal are in no line', () => {
  expect(reviewsDemoReport(outcome).join('')).not.toContain('\u001b')
})

it('an answer of an earlier demo is told as such, and the live reviews are in no JSON', () => {
  const { answer } = outcome
  const again = { ...outcome, answer: answer === null ? null : { ...answer, isNew: false } }
  expect(reviewsDemoReport(again)).toContain('Answered by an earlier demo: google/review:1/AbC')
  expect(reviewsDemoSummary(again)).toMatchObject({
    unanswered: ['google/review:1/AbC'],
    reply: { isNew: false, state: 'pending', held: { reviewReplyState: 'PENDING' } },
    live: { place: 'places/ChIJ-1', shown: 0 },
  })
})
