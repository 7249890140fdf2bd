import { formatLocalDay, localDay } from '@rapport/metrics'
import { endOfDay } from '@rapport/score'
import { evaluationDate } from '../../as-of.ts'
import type { Workspace } from '../../workspace.ts'

/** Which reviews a report counts: those of some local days. */
export interface ReviewDays {
  /** `YYYY-MM-DD`; null: from the first review on. */
  readonly from: string | null
  readonly to: string
  /** The first moment and the last. */
  readonly start: Date | null
  readonly asOf: Date
}

/** The days that were meant, and their moments. Nothing after the evaluation is looked at. */
export function reviewDays(
  { config }: Workspace,
  { from, to }: { readonly from?: string; readonly to?: string },
): ReviewDays {
  const { timezone } = config
  const evaluated = evaluationDate(config, Date.now())
  const last = to === undefined || to > evaluated ? evaluated : to
  return {
    from: from ?? null,
    to: last,
    start:
      from === undefined ? null : new Date(lastMomentOf(dayBefore(from, timezone), timezone).getTime() + 1),
    asOf: lastMomentOf(last, timezone),
  }
}

/** Where days have no first one, they are compared with all reviews up to so many days earlier. */
const comparedDays = 90

/** What days are compared with: as many just before them; where they begin with the first review, all up to 90 days earlier. */
export function earlierReviewDays(workspace: Workspace, { from, to }: ReviewDays): ReviewDays {
  const { timezone } = workspace.config
  const last = localDay(to, timezone)
  if (from === null) return reviewDays(workspace, { to: formatLocalDay(last - comparedDays) })
  const first = localDay(from, timezone)
  return reviewDays(workspace, {
    from: formatLocalDay(first - (last - first + 1)),
    to: formatLocalDay(first - 1),
  })
}

const dayBefore = (day: string, timezone: string): string => formatLocalDay(localDay(day, timezone) - 1)

/** The last millisecond of a local day: scores are of its last second, and what came in that one counts. */
export const lastMomentOf = (day: string, timezone: string): Date =>
  new Date(Date.parse(endOfDay(day, timezone)) + 999)
