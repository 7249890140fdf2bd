import { addReview, addUnit } from '../../trustpilot/edits.ts'
import type { TrustpilotState } from '../../trustpilot/state.ts'
import { type PlaceCharacter, writeReviews } from './write-reviews.ts'

/** The web shop of the same brand: parcels that are late, and answers that come soon. */
const SHOP: PlaceCharacter = {
  reviews: 320,
  languages: { en: 10, pl: 8, fi: 3, pt: 2, ru: 1, ja: 1 },
  stars: [
    [30, 14, 8, 14, 34],
    [18, 10, 8, 20, 44],
  ],
  answered: [0.75, 12],
  wordless: 0,
}

/** One business unit with 80 reviews; most come from an invitation, and name the order. Always the same. */
export function seedTrustpilotReviewsSmall(state: TrustpilotState): void {
  const { id } = addUnit(state, { displayName: 'Northlight Coffee', identifying: 'northlight.example.com' })
  for (const [index, written] of writeReviews(SHOP, 2_001).entries()) {
    const { name, language, stars, text, at, reply, chance } = written
    const isInvited = chance < 0.7
    addReview(state, id, {
      stars,
      title: (text ?? '').split(/(?<=[.!?。])\s*/u)[0]?.slice(0, 60) ?? '',
      text: text ?? '',
      language,
      createdAt: at,
      consumerName: name,
      referralEmail: isInvited ? `customer${index + 1}@mail.example` : null,
      referenceId: isInvited ? `NL-${10_000 + index}` : null,
      companyReply: reply === null ? null : { text: reply.text, createdAt: reply.at, updatedAt: null },
    })
  }
}
