import { message } from '../../messages/message.ts'
import type { Review } from './queries.ts'

type Rules = NonNullable<Review['rules']>

const encoder = new TextEncoder()

/** How much of what a site takes is left; null where it names no limit. Below 0: the answer is too long. */
export function leftOf(text: string, longest: Rules['longest']): number | null {
  if (longest === null) return null
  const trimmed = text.trim()
  const length = longest.unit === 'bytes' ? encoder.encode(trimmed).length : [...trimmed].length
  return longest.length - length
}

/** The same in words. */
export function leftInWords(left: number, unit: 'bytes' | 'characters'): string {
  return message(`reply.${left < 0 ? 'over' : 'left'}.${unit}`, { n: Math.abs(left) })
}

/** What a site takes as an answer, in words: said before one is written. */
export function rulesInWords(
  { longest, takesEmoji, canBeRemoved, isModerated }: Rules,
  site: string,
  write: (value: number) => string,
): string {
  const rules = [
    longest === null ? [] : message(`reply.rules.${longest.unit}`, { site, most: write(longest.length) }),
    takesEmoji ? [] : message('reply.rules.noEmoji'),
    isModerated ? message('reply.rules.moderated') : [],
    canBeRemoved ? [] : message('reply.rules.final'),
  ]
  return rules.flat().join(' ')
}
