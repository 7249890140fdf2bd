import { type ComparedReputation, type ReputationChange, reputationChange } from '@rapport/metrics'
import { replySpread } from '@rapport/score'
import type { Database } from '@rapport/store'
import type { Workspace } from '../../workspace.ts'
import type { ReviewDays } from './reputation-days.ts'
import { ofPlaces, type ReputationReport } from './reputation-report.ts'
import type { ReviewedPlace } from './reviewed-places.ts'

/** A report, and the days that it is of. */
export interface DatedReport {
  readonly report: Pick<ReputationReport, 'total'>
  readonly days: ReviewDays
}

/** How the figures of some places together, or of all, changed from one report to a later one, and whether chance can explain it. */
export async function reputationChangeBetween(
  { store: { db } }: Pick<Workspace, 'store'>,
  places: readonly ReviewedPlace[] | null,
  { later, earlier }: { readonly later: DatedReport; readonly earlier: DatedReport },
): Promise<ReputationChange> {
  const [now, before] = await Promise.all([
    comparedReputation(db, places, later),
    comparedReputation(db, places, earlier),
  ])
  return reputationChange(now, before)
}

async function comparedReputation(
  db: Database,
  places: readonly ReviewedPlace[] | null,
  { report: { total }, days: { asOf, start } }: DatedReport,
): Promise<ComparedReputation> {
  const request = { asOf, from: start, ...(places === null ? {} : { where: ofPlaces(places) }) }
  return { figures: total, replySpread: await replySpread(db, request, total.counts.replyDelays) }
}
