import { formatLocalDay, type LocalDay } from '../value/local-day.ts'

/** Of a health score: from 7 good, from 4 watch, under it risk. */
export type HealthBand = 'risk' | 'watch' | 'good'

/** A band, and the day on which it was taken. */
export interface HealthStanding {
  readonly band: HealthBand
  readonly since: LocalDay
}

const BANDS: readonly { readonly band: HealthBand; readonly fromTenths: number }[] = [
  { band: 'good', fromTenths: 70 },
  { band: 'watch', fromTenths: 40 },
  { band: 'risk', fromTenths: -Infinity },
]

/** How far beyond a limit the score must be to change the band at once, in tenths of a point: more than this. */
const SLACK_TENTHS = 3

/** After so many days a band changes as soon as the score is beyond its limit. */
const HELD_DAYS = 7

const bandOfTenths = (tenths: number): HealthBand =>
  BANDS.find(({ fromTenths }) => tenths >= fromTenths)?.band ?? 'risk'

const rank = (band: HealthBand): number => BANDS.findIndex((one) => one.band === band)

/** The band of a score by itself. */
export const bandOfScore = (score: number): HealthBand => bandOfTenths(Math.round(score * 10))

/**
 * The band of a score on a day, after the band before it: it changes at once where the score is more than 0.3 beyond a
 * limit, and else once it has stood for 7 days. So a score that wavers around a limit does not ring an alarm every day.
 * The result is the `previous` of the next day. Null where the score is unknown: keep the previous standing until it is
 * known again. Throws a RangeError for a day before the previous standing.
 */
export function healthBand(
  score: number | null,
  day: LocalDay,
  previous: HealthStanding | null,
): HealthStanding | null {
  if (score === null) return null
  const band = bandOfScore(score)
  if (previous === null) return { band, since: day }
  if (day < previous.since) {
    throw new RangeError(
      `The health of ${formatLocalDay(day)} cannot follow that of ${formatLocalDay(previous.since)}; give the band that stood before the day.`,
    )
  }
  if (band === previous.band) return previous
  if (day - previous.since >= HELD_DAYS) return { band, since: day }
  // Of two limits crossed at once, each must be passed by more than the slack.
  const falling = rank(band) > rank(previous.band)
  const tenths = Math.round(score * 10)
  const passed = bandOfTenths(falling ? tenths + SLACK_TENTHS : tenths - SLACK_TENTHS - 1)
  const between = falling ? rank(passed) > rank(previous.band) : rank(passed) < rank(previous.band)
  return between ? { band: passed, since: day } : previous
}
