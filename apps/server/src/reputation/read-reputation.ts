import type { z } from '@hono/zod-openapi'
import { formatLocalDay, KEYWORD_POLICY, type Keyword, localDay } from '@rapport/metrics'
import {
  brandReports,
  earlierReviewDays,
  keywordsOfPlaces,
  type ReputationReport,
  type ReviewDays,
  type ReviewedPlace,
  type ReviewText,
  reputationChangeBetween,
  reputationReport,
  reviewDays,
  type Workspace,
} from '@rapport/run'
import type { keywords, scorecard } from './reputation-answers.ts'

/** How places and brands stand, and how they stood in the period before. */
export async function readScorecard(
  workspace: Workspace,
  days: ReviewDays,
  {
    known,
    places,
    compare,
  }: {
    readonly known: readonly ReviewedPlace[]
    readonly places: readonly ReviewedPlace[] | null
    readonly compare: boolean
  },
): Promise<z.output<typeof scorecard>> {
  const earlier = compare ? earlierReviewDays(workspace, days) : null
  const [now, brands] = await Promise.all([
    reputationReport(workspace, { days, places }),
    brandReports(workspace, days, places ?? known),
  ])
  const before = earlier === null ? null : await reputationReport(workspace, { days: earlier, places })
  const change =
    earlier === null || before === null
      ? null
      : await reputationChangeBetween(workspace, places, {
          later: { report: now, days },
          earlier: { report: before, days: earlier },
        })
  const brandsBefore = earlier === null ? [] : await brandReports(workspace, earlier, places ?? known)
  const lastDay = reviewDays(workspace, {}).to
  const { asOf, from, to, policies, notCombined, placesWithoutReviews, copies } = now
  return {
    ...{ asOf, from, to, lastDay, policies, notCombined, placesWithoutReviews, copies },
    firstReviewOn: await firstReviewOn(workspace),
    comparedWith: earlier === null ? null : { from: earlier.from, to: earlier.to },
    total: { figures: now.total, before: before?.total ?? null, change },
    places: now.places.map(({ reputation: figures, ...place }) => ({
      ...{ ...place, figures, before: figuresOf(before, place.place) },
    })),
    brands: brands.map(({ reputation: figures, ...brand }) => ({
      ...{ ...brand, figures },
      before: brandsBefore.find((one) => one.brand === brand.brand)?.reputation ?? null,
    })),
    scorecard: now.scorecard,
  }
}

const figuresOf = (report: ReputationReport | null, place: string) =>
  report?.places.find((one) => one.place === place)?.reputation ?? null

async function firstReviewOn({ config, store: { db } }: Workspace): Promise<string | null> {
  const row = await db
    .selectFrom('review_metric')
    .select(({ fn }) => fn.min('created_at').as('first'))
    .executeTakeFirst()
  const first = row?.first ?? null
  return first === null ? null : formatLocalDay(localDay(first.toISOString(), config.timezone))
}

/** The words of the unhappy and of the happy, by language, the strongest first. */
export async function readKeywords(
  workspace: Workspace,
  { asOf, start, from, to }: ReviewDays,
  places: readonly ReviewedPlace[],
  limit: number,
): Promise<z.output<typeof keywords>> {
  const found = await keywordsOfPlaces(workspace.store, {
    ...{ asOf: asOf.getTime(), from: start?.getTime() ?? null },
    places: places.map(({ connection, placeId }) => ({ connection, placeId })),
  })
  const languages = [...Map.groupBy(found, ({ language }) => language)].map(([language, own]) => ({
    language,
    unhappy: ofSide(own, (z) => z > 0).slice(0, limit),
    happy: ofSide(own, (z) => z < 0).slice(0, limit),
  }))
  return { from, to, policy: KEYWORD_POLICY, languages }
}

const ofSide = (found: readonly Keyword<ReviewText>[], isOfSide: (z: number) => boolean) =>
  found.filter(({ z }) => isOfSide(z)).map(({ language: _, ...keyword }) => keyword)
