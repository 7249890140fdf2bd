import { isCalendarDay } from '@rapport/metrics'
import { UsageError } from '../command-error.ts'
import { checkSeparateFiles } from '../separate-files.ts'
import { isDay } from '../value-calculation/value-request.ts'
import { type FcrPolicy, fcrPolicy } from './fcr-policy.ts'

/** What `rapport calc service` was asked for, as the command line gives it. */
export interface ServiceRequest {
  readonly events?: string
  readonly asOf?: string
  readonly schedule?: string
  readonly policy: string
  readonly target: string
  readonly out?: string
}

/** The same, understood. */
export interface CheckedServiceRequest {
  readonly events: string
  /** A day, or a moment with an offset. */
  readonly asOf: string
  readonly schedule: string | null
  readonly policy: FcrPolicy
  readonly targetSeconds: number
}

/** Throws a UsageError for options that cannot be understood or do not go together. */
export function checkServiceRequest(request: ServiceRequest): CheckedServiceRequest {
  const { events, asOf, schedule, policy, target, out } = request
  if (events === undefined) throw new UsageError('Give --events FILE.jsonl.')
  if (asOf === undefined) {
    throw new UsageError(
      'Give --as-of, the day or moment of evaluation, such as 2026-03-31 or 2026-03-31T12:00:00Z.',
    )
  }
  if (isCalendarDay(asOf) ? !isDay(asOf) : !isMoment(asOf)) {
    throw new UsageError(
      `--as-of is "${asOf}"; write a day of the calendar, such as 2026-03-31, or a moment with Z or an offset, such as 2026-03-31T12:00:00Z.`,
    )
  }
  checkSeparateFiles([events, schedule], [['--out', out]])
  return {
    events,
    asOf,
    schedule: schedule ?? null,
    policy: fcrPolicy(policy),
    targetSeconds: targetSecondsOf(target),
  }
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

function isMoment(text: string): boolean {
  const [, day] = MOMENT.exec(text) ?? []
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text))
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 }

function targetSecondsOf(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text) ?? []
  const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? Number.NaN)
  if (!(seconds > 0)) {
    throw new UsageError(`--target is "${text}"; write a number and its unit, such as 30m, 2h or 1d.`)
  }
  return seconds
}
