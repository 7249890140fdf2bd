import type { Random } from '@rapport/stats'
import type { AdvocateId } from './advocates.ts'
import { compareTexts } from './answer-order.ts'

/** Stands wherever people who spoke well of the company are listed: review sites and regulators forbid to invite them alone. */
export const INVITATION_RULE =
  'Invite everyone, or a random sample, to review publicly; never promoters alone.'

/** Everyone, or a random share of them, above 0 and up to 1. The caller owns the randomness. */
export type InvitationDraw = 'everyone' | { readonly share: number; readonly random: Random }

/**
 * Whom to invite to review publicly: everyone, or a random sample of everyone, in order of their ids. There is no way to
 * give a score, a band or a rating, and ids of advocates are no `everyone` (a compile error): inviting the satisfied alone
 * makes the public rating misleading, and review sites and regulators forbid it (Google Maps: businesses must not selectively
 * solicit positive reviews). Each person counts once; neither order nor duplicates change the draw. Throws a RangeError for a
 * share that is none.
 *
 * @example
 * reviewInvitees(['c1', 'c2', 'c3', 'c4'], { share: 0.5, random: seededRandom(1) }) // two of the four
 */
export function reviewInvitees<Id extends string>(
  everyone: Iterable<Id> & (Id extends AdvocateId ? never : unknown),
  draw: InvitationDraw,
): Id[] {
  const people = [...new Set<Id>(everyone)].sort(compareTexts)
  if (draw === 'everyone') return people
  const { share, random } = draw
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`A share of ${share} cannot be invited; give one above 0, up to 1.`)
  }
  return sample(people, Math.round(share * people.length), random).sort(compareTexts)
}

/** So many of the people, each set of them with the same chance (Fisher & Yates). */
function sample<Id>(people: readonly Id[], size: number, random: Random): Id[] {
  const shuffled = [...people]
  for (let place = 0; place < size; place += 1) {
    const other = place + Math.floor(random() * (shuffled.length - place))
    const [here, there] = [shuffled[place], shuffled[other]]
    if (here === undefined || there === undefined) break
    shuffled[place] = there
    shuffled[other] = here
  }
  return shuffled.slice(0, size)
}
