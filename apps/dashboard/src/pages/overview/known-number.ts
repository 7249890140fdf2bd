import type { Change } from '../../components/change-in-words.ts'
import type { NumberFacts } from '../../components/number-with-definition.tsx'
import { message } from '../../messages/message.ts'
import type { Known } from './queries.ts'

/** How a number is told. */
export interface Telling {
  readonly metric: string
  readonly write: (value: number) => string
  /** Writes a difference; without it, as the number itself. */
  readonly writeChange?: (value: number) => string
  readonly better: 'higher' | 'lower' | null
  /** A time is longer or shorter, everything else higher or lower. */
  readonly isTime?: true
  /** Against when: `90 days earlier`. */
  readonly period: string
  readonly sample: string
  /** Why it is unknown. */
  readonly reason: string
}

export function factsOf(
  { value, low, high, policy, asOf }: Known,
  { metric, write, sample, reason }: Telling,
): NumberFacts {
  return {
    ...{ metric, policy, asOf, sample },
    value: value === null ? null : write(value),
    interval: low === null || high === null ? null : { low: write(low), high: write(high) },
    reason: value === null ? reason : null,
  }
}

/**
 * How a number stands against the one before. Where chance could have made the change, that is said; where nothing tells, neither is
 * called better.
 */
export function changeOf({ value, before, isClear }: Known, telling: Telling): Change {
  const { write, writeChange = write, better, isTime, period } = telling
  if (value === null || before === null) return { text: message('compare.unknown'), verdict: null }
  const previous = write(before)
  if (write(value) === previous) return { text: message('overview.change.same', { period }), verdict: null }
  if (isClear === false)
    return { text: message('overview.change.unclear', { period, previous }), verdict: null }
  const rose = value > before
  const kind = isTime === true ? (rose ? 'longer' : 'shorter') : rose ? 'higher' : 'lower'
  const change = writeChange(Math.abs(value - before))
  const text = message(`overview.change.${kind}`, { change, period, previous })
  if (isClear === null || better === null) return { text, verdict: null }
  return { text, verdict: (better === 'higher') === rose ? 'better' : 'worse' }
}
