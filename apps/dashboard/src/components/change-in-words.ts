import type { Quantity } from '../messages/format.ts'
import { message } from '../messages/message.ts'

/** How a number stands against the one before. */
export interface Change {
  readonly text: string
  /** Null where neither is better, where chance could have made the change, or nothing is known. */
  readonly verdict: 'better' | 'worse' | null
}

/** A number beside the one before. */
export interface Compared {
  readonly value: number | null
  readonly before: number | null
  /** Whether the change is more than chance, as a test says; null: nothing tells. */
  readonly isClear: boolean | null
}

/** How the change of a number is told. */
export interface ChangeWording {
  readonly quantity: Quantity
  /** Shares change by points: a per cent of a per cent is misread. Times are longer or shorter. */
  readonly kind: 'number' | 'share' | 'time'
  readonly better: 'higher' | 'lower' | null
  /** Against when: `90 days earlier`, `in the 90 days before`. */
  readonly period: string
}

/**
 * Says how a number changed, in words: an arrow alone says neither how much nor whether that is good. The difference is that of the two
 * numbers as they are shown. What chance could have made is called neither better nor worse.
 *
 * @example
 * changeInWords({ value: 0.7, before: 0.6, isClear: true }, { quantity: share, kind: 'share', better: 'higher', period })
 * // { text: '10 points higher than in the 90 days before (60%)', verdict: 'better' }
 */
export function changeInWords(
  { value, before, isClear }: Compared,
  { quantity, kind, better, period }: ChangeWording,
): Change {
  if (value === null || before === null) return { text: message('compare.unknown'), verdict: null }
  const previous = quantity.write(before)
  const difference = quantity.shown(value) - quantity.shown(before)
  if (quantity.write(value) === previous) return { text: message('compare.same', { period }), verdict: null }
  if (isClear === false) return { text: message('compare.unclear', { period, previous }), verdict: null }
  const rose = difference > 0
  const how = kind === 'time' ? (rose ? 'longer' : 'shorter') : rose ? 'higher' : 'lower'
  const size = Math.abs(difference)
  const change = kind === 'share' ? points(size) : quantity.write(size)
  const text = message(`compare.${how}`, { change, period, previous })
  if (isClear === null) return { text: message('compare.untested', { change: text }), verdict: null }
  return { text, verdict: better === null ? null : (better === 'higher') === rose ? 'better' : 'worse' }
}

const points = (size: number): string => message('compare.points', { n: Math.round(size * 1_000) / 10 })

/** A value beside the one that a difference leaves of it, as the answers of the server have them. */
export function comparedBy(
  value: number | null | undefined,
  change: { readonly difference: number; readonly low: number; readonly high: number } | null | undefined,
): Compared {
  if (value === null || value === undefined || change === null || change === undefined)
    return { value: value ?? null, before: null, isClear: null }
  return { value, before: value - change.difference, isClear: change.low > 0 || change.high < 0 }
}
