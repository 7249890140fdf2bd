import type { Change } from '../../components/change-in-words.ts'
import { message } from '../../messages/message.ts'
import type { Difference } from './queries.ts'

/** What a difference is of: a time, of which less is better, or a share, of which more is. */
type Kind = { readonly of: 'time' | 'share'; readonly write: (value: number) => string }

/**
 * Says how a figure changed, in words. A change that may be chance is told as such, whatever its size.
 *
 * @example
 * changeText({ difference: -600, low: -900, high: -300 }, { of: 'time', write: format.duration }, 'the 90 days before')
 * // { text: '10 min shorter than in the 90 days before', verdict: 'better' }
 */
export function changeText(
  change: Difference | null | undefined,
  { of, write }: Kind,
  period: string,
): Change {
  if (change === null || change === undefined) return { text: message('compare.unknown'), verdict: null }
  const { difference, low, high } = change
  if (low <= 0 && high >= 0) return { text: message('service.change.unclear', { period }), verdict: null }
  const values = { change: write(Math.abs(difference)), period }
  const rose = difference > 0
  if (of === 'time')
    return {
      text: message(rose ? 'service.change.longer' : 'service.change.shorter', values),
      verdict: rose ? 'worse' : 'better',
    }
  return {
    text: message(rose ? 'service.change.higher' : 'service.change.lower', values),
    verdict: rose ? 'better' : 'worse',
  }
}
