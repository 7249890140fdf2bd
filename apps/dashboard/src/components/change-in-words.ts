import { message } from '../messages/message.ts'

/** How a number stands against the one before. */
export interface Change {
  readonly text: string
  /** Null where neither is better, or nothing is known. */
  readonly verdict: 'better' | 'worse' | null
}

/**
 * Says how a number changed, in words: an arrow alone says neither how much nor whether that is good.
 *
 * @example
 * changeInWords({ value: 110, before: 100, beforeText: '€100', period: '28 days', better: 'higher', percent })
 * // { text: '10% more than in the 28 days before (€100)', verdict: 'better' }
 */
export function changeInWords({
  value,
  before,
  beforeText,
  period,
  better,
  percent,
}: {
  readonly value: number | null
  readonly before: number | null
  readonly beforeText: string
  readonly period: string
  readonly better: 'higher' | 'lower' | null
  readonly percent: (share: number) => string
}): Change {
  if (value === null || before === null) return { text: message('compare.unknown'), verdict: null }
  if (value === before) return { text: message('compare.same', { period }), verdict: null }
  const higher = value > before
  // From nothing there is no share; then the number before says it.
  const change = before === 0 ? '' : percent(Math.abs((value - before) / before))
  const text = message(higher ? 'compare.more' : 'compare.less', {
    change,
    period,
    previous: beforeText,
  }).trim()
  const verdict = better === null ? null : (better === 'higher') === higher ? 'better' : 'worse'
  return { text, verdict }
}
