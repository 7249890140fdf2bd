import type { HealthBand } from './health-band.ts'
import type { HealthLine } from './health-policy.ts'
import type { HealthLineResult, HealthScore } from './health-score.ts'

/** A line that pulls the score, strongest first. */
export interface HealthPull {
  readonly line: HealthLine
  readonly value: number
  /** In points of the score; above 0 it pulls up. */
  readonly pull: number
}

/** At most three each way. */
export interface HealthPulls {
  readonly up: readonly HealthPull[]
  readonly down: readonly HealthPull[]
}

const MOST_NAMED = 3

/** What a CRM text field takes. */
const LONGEST = 255

/** What pulls by less does not move the one decimal that is shown. */
const LEAST_PULL = 0.05

const isPull = (line: HealthLineResult): line is HealthLineResult & HealthPull =>
  line.value !== null && line.pull !== null && Math.abs(line.pull) >= LEAST_PULL

/** The lines that pull most, three up and three down, against the middle of the scale. */
export function healthPulls({ parts }: HealthScore): HealthPulls {
  const pulls = parts
    .flatMap(({ lines }) => lines)
    .filter(isPull)
    .map(({ line, value, pull }) => ({ line, value, pull }))
    .sort((left, right) => Math.abs(right.pull) - Math.abs(left.pull))
  return {
    up: pulls.filter(({ pull }) => pull > 0).slice(0, MOST_NAMED),
    down: pulls.filter(({ pull }) => pull < 0).slice(0, MOST_NAMED),
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
const decimal = (value: number): string => String(Math.round(value * 10) / 10)

/** Each line as a sales rep can say it. */
const SAID: Readonly<Record<HealthLine, (value: number) => string>> = {
  probability_alive: (value) => `${percent(value)} likely still a customer`,
  clv_change: (value) => `value ${value < 0 ? 'down' : 'up'} ${percent(Math.abs(value))} in a year`,
  answered_in_time: (value) => `${percent(value)} answered in time`,
  fcr: (value) => `${percent(value)} solved at first contact`,
  overdue_or_reopened: (value) =>
    value === 0
      ? 'no overdue ticket'
      : `${decimal(value)} overdue or reopened ${value === 1 ? 'ticket' : 'tickets'}`,
  nps: (value) => `would recommend ${decimal(value)} of 10`,
  csat: (value) => `satisfaction ${decimal(value)} of 10`,
  reviews: (value) => `own reviews ${percent(value)} of the stars`,
  activity: (value) => `activity ${percent(value)} of usual`,
}

const BAND_SAID: Readonly<Record<HealthBand, string>> = { good: 'good', watch: 'to watch', risk: 'at risk' }

function headline(score: number, band: HealthBand | null, change: number | null): string {
  const named = band === null ? '' : `, ${BAND_SAID[band]}`
  if (change === null) return `Health ${score.toFixed(1)} of 10${named}.`
  const moved = change === 0 ? 'unchanged' : `${change > 0 ? 'up' : 'down'} ${Math.abs(change).toFixed(1)}`
  return `Health ${score.toFixed(1)} of 10${named}; ${moved} in 30 days.`
}

/** As many of the pulls, strongest first, as there is room for. */
function withPulls(text: string, word: string, pulls: readonly HealthPull[]): string {
  for (let named = pulls.length; named > 0; named -= 1) {
    const said = pulls.slice(0, named).map(({ line, value }) => SAID[line](value))
    const longer = `${text} ${word}: ${said.join(', ')}.`
    if (longer.length <= LONGEST) return longer
  }
  return text
}

/**
 * A few sentences, at most 255 characters: the score, its band, the change in 30 days, and the three lines that pull most,
 * down first where the customer is not in the good band. What has no room is left out, the weakest first.
 *
 * @example
 * explainHealth(health, { band: 'watch', change: -0.8 })
 * // "Health 6.4 of 10, to watch; down 0.8 in 30 days. Down: 58 % answered in time. Up: 92 % likely still a customer."
 */
export function explainHealth(
  health: HealthScore,
  { band, change }: { readonly band: HealthBand | null; readonly change: number | null },
): string {
  if (health.score === null) {
    return `Not enough data for a health score: ${percent(health.known)} of its weight is known, and half is needed.`
  }
  const { up, down } = healthPulls(health)
  const text = headline(health.score, band, change)
  return band === 'good'
    ? withPulls(withPulls(text, 'Up', up), 'Down', down)
    : withPulls(withPulls(text, 'Down', down), 'Up', up)
}
