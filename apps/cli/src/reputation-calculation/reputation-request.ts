import { isCalendarDay } from '@rapport/metrics'
import { UsageError } from '../command-error.ts'
import { checkSeparateFiles } from '../separate-files.ts'
import { isDay } from '../value-calculation/value-request.ts'

/** What `rapport calc reputation` was asked for, as the command line gives it. */
export interface ReputationRequest {
  readonly reviews?: string
  readonly asOf?: string
  readonly out?: string
}

/** The same, understood. */
export interface CheckedReputationRequest {
  readonly reviews: string
  /** Ms since 1970; of a day its last moment in UTC. */
  readonly asOf: number
}

const MS_PER_DAY = 86_400_000
const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** Throws a UsageError for options that cannot be understood or do not go together. `tomorrow` is the first moment that has not come. */
export function checkReputationRequest(
  { reviews, asOf, out }: ReputationRequest,
  tomorrow: number,
): CheckedReputationRequest {
  if (reviews === undefined) throw new UsageError('Give --reviews FILE.csv.')
  if (asOf === undefined) {
    throw new UsageError(
      'Give --as-of, the day or moment of evaluation, such as 2026-03-31 or 2026-03-31T12:00:00Z.',
    )
  }
  const moment = momentOf(asOf)
  if (moment === null) {
    throw new UsageError(
      `--as-of is "${asOf}"; write a day of the calendar, such as 2026-03-31, or a moment with Z or an offset, such as 2026-03-31T12:00:00Z.`,
    )
  }
  if (moment >= tomorrow) {
    throw new UsageError(
      `--as-of ${asOf} is in the future, where nobody has reviewed: give a day up to today.`,
    )
  }
  checkSeparateFiles([reviews], [['--out', out]])
  return { reviews, asOf: moment }
}

function momentOf(text: string): number | null {
  if (isCalendarDay(text)) return isDay(text) ? Date.parse(`${text}T00:00:00Z`) + MS_PER_DAY - 1 : null
  const [, day] = MOMENT.exec(text) ?? []
  const moment = Date.parse(text)
  return day === undefined || !isDay(day) || Number.isNaN(moment) ? null : moment
}
