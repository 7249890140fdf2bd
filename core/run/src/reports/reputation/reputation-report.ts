import {
  ANSWERED_POLICY,
  AVERAGE_POLICY,
  type ExtremeReviews,
  POSITIVE_SHARE_POLICY,
  REPUTATION_POLICY,
  REPUTATION_SCORE_POLICY,
  type Reputation,
  reputationOf,
  type ScoreWeights,
} from '@rapport/metrics'
import { countCopies, placeTallies, type TallyRequest, totalTally } from '@rapport/score'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import type { Workspace } from '../../workspace.ts'
import { extremeTexts, type ReviewText } from './extreme-texts.ts'
import type { ReviewDays } from './reputation-days.ts'
import { type ReviewHistogram, reviewHistogram } from './review-histogram.ts'
import { type ReviewedPlace, reviewedPlaces } from './reviewed-places.ts'

/** A place with its figures. */
export interface PlaceReport extends ReviewedPlace {
  readonly reputation: Reputation
}

/** What is told of one place or brand beside its figures. */
export interface ReputationScorecard extends ExtremeReviews<ReviewText> {
  /** Each source by itself. */
  readonly sources: readonly { readonly connection: string; readonly reputation: Reputation }[]
}

/** How places stand by their reviews. */
export interface ReputationReport extends ReviewHistogram {
  /** The moment up to which reviews are counted. */
  readonly asOf: string
  readonly from: string | null
  readonly to: string
  readonly policies: Readonly<
    Record<'average' | 'reputation' | 'sharePositive' | 'answered' | 'score', string>
  >
  readonly weights: ScoreWeights
  /** Connections whose terms do not allow that their reviews are scored. */
  readonly notCombined: readonly string[]
  /** Those with the most certain share of positive ratings first. */
  readonly places: readonly PlaceReport[]
  /** Places of which no review counts. */
  readonly placesWithoutReviews: number
  /** Reviews that are left out, being earlier copies of others. */
  readonly copies: number
  /** Of all of them together. */
  readonly total: Reputation
  /** Of one place or brand; null where all places are told of. */
  readonly scorecard: ReputationScorecard | null
}

/** What a report is asked for. */
export interface ReputationReportRequest {
  readonly days: ReviewDays
  /** These places alone, with their scorecard together; null: all. */
  readonly places: readonly ReviewedPlace[] | null
}

/** Reports how places stand by their reviews, from sources whose terms allow it. */
export async function reputationReport(
  { config, store: { db } }: Workspace,
  { days, places }: ReputationReportRequest,
): Promise<ReputationReport> {
  const { weights } = config.metrics.reputation
  const { asOf, start } = days
  const request: TallyRequest = { asOf, from: start, ...(places === null ? {} : { where: ofPlaces(places) }) }
  const figures = (tally: Parameters<typeof reputationOf>[0]) => reputationOf(tally, asOf.getTime(), weights)
  const withReplies = { ...request, withReplies: true }
  const tallies = await placeTallies(db, withReplies)
  const known = places ?? (await reviewedPlaces(db))
  const byPlace = new Map(
    tallies.map(({ connection, placeId, tally }) => [`${connection}/${placeId}`, tally]),
  )
  const reports = known.flatMap((place): PlaceReport[] => {
    const tally = byPlace.get(`${place.connection}/${place.placeId}`)
    return tally === undefined ? [] : [{ ...place, reputation: figures(tally) }]
  })
  return {
    asOf: asOf.toISOString(),
    from: days.from,
    to: days.to,
    policies: {
      average: AVERAGE_POLICY,
      reputation: REPUTATION_POLICY,
      sharePositive: POSITIVE_SHARE_POLICY,
      answered: ANSWERED_POLICY,
      score: REPUTATION_SCORE_POLICY,
    },
    weights,
    notCombined: await notCombined(db),
    places: reports.sort(byCertainShare),
    placesWithoutReviews: known.length - reports.length,
    copies: await countCopies(db, request),
    total: figures(await totalTally(db, withReplies)),
    ...(await reviewHistogram(db, request, config.timezone)),
    scorecard:
      places === null
        ? null
        : {
            ...(await extremeTexts(db, request)),
            sources: await sourcesOf(db, places, withReplies, figures),
          },
  }
}

async function sourcesOf(
  db: Database,
  places: readonly ReviewedPlace[],
  request: TallyRequest,
  figures: (tally: Parameters<typeof reputationOf>[0]) => Reputation,
): Promise<ReputationScorecard['sources']> {
  const sources = [...Map.groupBy(places, ({ connection }) => connection)]
  return Promise.all(
    sources.map(async ([connection, own]) => ({
      connection,
      reputation: figures(await totalTally(db, { ...request, where: ofPlaces(own) })),
    })),
  )
}

/** The figures of all places of a brand together. */
export interface BrandReport {
  readonly brand: string
  readonly places: number
  readonly reputation: Reputation
}

/** How brands stand by the reviews of all their places, in the order of their names. */
export async function brandReports(
  { config, store: { db } }: Workspace,
  { asOf, start }: ReviewDays,
  places: readonly ReviewedPlace[],
): Promise<BrandReport[]> {
  const { weights } = config.metrics.reputation
  const brands = [...Map.groupBy(places, ({ brand }) => brand)].flatMap(([brand, own]) =>
    brand === null ? [] : [{ brand, own }],
  )
  const reports = await Promise.all(
    brands.map(async ({ brand, own }): Promise<BrandReport> => {
      const tally = await totalTally(db, { asOf, from: start, where: ofPlaces(own), withReplies: true })
      return { brand, places: own.length, reputation: reputationOf(tally, asOf.getTime(), weights) }
    }),
  )
  return reports.sort((one, other) => (one.brand < other.brand ? -1 : 1))
}

/** The condition for reviews of some places. */
export function ofPlaces(
  places: readonly Pick<ReviewedPlace, 'connection' | 'placeId'>[],
): RawBuilder<unknown> {
  const connections = places.map(({ connection }) => connection)
  const ids = places.map(({ placeId }) => placeId)
  return sql`(metric.connection, metric.place_id) in (
    select * from unnest(${connections}::text[], ${ids}::text[])
  )`
}

async function notCombined(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('connection_retention')
    .select('connection')
    .where('retention', 'not in', ['full', 'revocable'])
    .orderBy('connection')
    .execute()
  return rows.map(({ connection }) => connection)
}

/** By the lower end of the interval: a few happy reviews are no better than many. Unknown last. */
function byCertainShare(one: PlaceReport, other: PlaceReport): number {
  const low = ({ reputation }: PlaceReport) => reputation.sharePositive?.low ?? -1
  return low(other) - low(one) || other.reputation.n - one.reputation.n || (one.place < other.place ? -1 : 1)
}
