import { formatLocalDay, type LocalDay, localDay } from '@rapport/metrics'
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
    start: from === undefined ? null : new Date(endOf(localDay(from, timezone) - 1, timezone) + 1),
    asOf: new Date(endOf(localDay(last, timezone), timezone)),
  }
}

/** The last millisecond of a local day. */
const endOf = (day: LocalDay, timezone: string): number =>
  Date.parse(endOfDay(formatLocalDay(day), timezone)) + 999
