import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ShownReview } from '@rapport/connector'
import {
  keywordsOfPlaces,
  type ListedReview,
  listReplies,
  listReviews,
  type RunResult,
  replyToReview,
  reputationReport,
  reviewDays,
  reviewedPlaces,
  type SentReply,
  showReviews,
  type Workspace,
} from '@rapport/run'
import type { FullReport } from '../../reputation-report/reputation-report-text.ts'
import { demoSchedules, syncDemo } from '../demo-workspace.ts'
import { type SandboxProcessOptions, startSandboxProcess } from '../sandbox-process.ts'
import { type HeldRecord, heldCompany, heldReply } from './read-back.ts'
import { connectionNames, lastReviewDay, reviewsConfiguration } from './review-systems.ts'

export interface ReviewsDemoOptions {
  /** Forget what earlier demos did. */
  readonly reset: boolean
  /** The rate limits of the stand-in for HubSpot: those of Professional, or none. */
  readonly limits: SandboxProcessOptions['limits']
  /** Where the demo keeps its database and the stand-ins' journals. */
  readonly folder: string
  /** With a schedule, for a server that runs what is due. */
  readonly scheduled: boolean
  readonly signal: AbortSignal
}

/** What a demo of reviews did and found. */
export interface ReviewsDemoOutcome {
  readonly result: RunResult
  readonly firstRun: boolean
  /** All places with their figures. */
  readonly places: FullReport
  /** One of them with its keywords. */
  readonly scorecard: FullReport
  /** Not answered, with three stars at most, the newest first. */
  readonly unanswered: readonly ListedReview[]
  /** Null where there is nothing to answer. */
  readonly answer: Answer | null
  /** Each company as HubSpot holds it. */
  readonly companies: readonly HeldRecord[]
  readonly live: LiveView
  readonly configFile: string
}

/** A reply that this demo or an earlier one sent. */
export interface Answer {
  readonly sent: SentReply
  readonly isNew: boolean
  /** The same as Google Business holds it. */
  readonly held: HeldRecord | null
}

/** Reviews that were shown and not stored. */
export interface LiveView {
  readonly place: string
  readonly reviews: readonly ShownReview[]
}

/** What the demo answers. */
const reply =
  'We are sorry, and thank you for telling us. Please write to hello@example.com so that we can make it right.'

/** The bar in Warsaw, of which people write in three languages. */
const livePlace = 'ChIJ-northlight-praga'

/**
 * Starts the stand-ins, runs a whole sync against them, answers a review, and reads back what they now hold. `look` is told of it while
 * they still answer; then everything is ended that was started.
 */
export async function runReviewsDemo(
  options: ReviewsDemoOptions,
  look: (outcome: ReviewsDemoOutcome, workspace: Workspace) => Promise<void>,
): Promise<void> {
  const { folder, reset, limits, signal } = options
  const journalOf = (name: string): string => path.join(folder, `reviews-${name}.journal`)
  const journal = journalOf('hubspot')
  const journals = { google: journalOf('google'), trustpilot: journalOf('trustpilot') }
  await mkdir(folder, { recursive: true })
  if (reset) for (const file of [journal, ...Object.values(journals)]) await rm(file, { force: true })
  const sandbox = await startSandboxProcess({
    seed: 'reviews-small',
    journal,
    limits,
    reviewSites: { journals },
  })
  try {
    const { reviewSites } = sandbox
    if (reviewSites === null) throw new Error('the stand-ins for review sites did not start')
    const { input, variables } = reviewsConfiguration(sandbox, reviewSites)
    const setting = {
      ...options,
      input: options.scheduled ? { ...input, schedules: demoSchedules } : input,
      variables,
      ...{ file: 'rapport.yaml', keepsChanges: false, evaluations: [lastReviewDay] },
      afterwards: 'reviews, places, report reputation, explain, plan, runs, rejects and doctor',
    }
    await syncDemo(setting, async ({ workspace, ...synced }) => {
      const { db } = workspace.store
      const unanswered = await listReviews(db, { isUnanswered: true, maxStars: 3, limit: 1_000 })
      const known = await reviewedPlaces(db)
      const companies = [...new Set(known.flatMap(({ company }) => company ?? []))].sort()
      const outcome: ReviewsDemoOutcome = {
        ...synced,
        places: await reportOf(workspace, null),
        scorecard: await reportOf(workspace, connectionNames.trustpilot),
        unanswered,
        answer: await answerOne(workspace, unanswered, reviewSites.googleBusiness, signal),
        companies: await Promise.all(
          companies.map((company) => heldCompany(sandbox, company.split(':')[1] ?? '')),
        ),
        live: await liveView(workspace, signal),
      }
      await look(outcome, workspace)
    })
  } finally {
    await sandbox.stop()
  }
}

/** As `report reputation` tells it: of all places, or of those of a connection with their keywords. */
async function reportOf(workspace: Workspace, connection: string | null): Promise<FullReport> {
  const days = reviewDays(workspace, {})
  if (connection === null) {
    return { ...(await reputationReport(workspace, { days, places: null })), keywords: null }
  }
  const known = await reviewedPlaces(workspace.store.db)
  const places = known.filter((place) => place.connection === connection)
  const keywords = await keywordsOfPlaces(workspace.store, {
    asOf: days.asOf.getTime(),
    from: null,
    places,
  })
  return { ...(await reputationReport(workspace, { days, places })), keywords }
}

/** Answers the newest unhappy review at Google in English; where an earlier demo did, that reply is looked at again. */
async function answerOne(
  workspace: Workspace,
  unanswered: readonly ListedReview[],
  google: Parameters<typeof heldReply>[0],
  signal: AbortSignal,
): Promise<Answer | null> {
  const [earlier] = await listReplies(workspace.store.db, { connection: connectionNames.google, limit: 1 })
  const atGoogle = unanswered.filter(({ connection }) => connection === connectionNames.google)
  const isEnglish = ({ review }: ListedReview) => review.text !== null && /\bthe\b/.test(review.text)
  const chosen = atGoogle.find(isEnglish) ?? atGoogle[0]
  if (earlier === undefined && chosen === undefined) return null
  const sent =
    earlier ??
    (await replyToReview(
      workspace,
      { connection: connectionNames.google, id: chosen?.review.id ?? '' },
      { text: reply, by: 'demo', signal },
    ))
  return { sent, isNew: earlier === undefined, held: await heldReply(google, sent.review.id) }
}

async function liveView(workspace: Workspace, signal: AbortSignal): Promise<LiveView> {
  const reviews: ShownReview[] = []
  for await (const item of showReviews(workspace, connectionNames.live, livePlace, signal))
    reviews.push(item.reveal())
  return { place: `${connectionNames.live}/${livePlace}`, reviews }
}
