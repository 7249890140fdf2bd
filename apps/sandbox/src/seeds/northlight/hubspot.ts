import type { HubspotState } from '../../hubspot/state.ts'
import { FIRST_CONTACT_ID, seedCdnow } from '../cdnow.ts'
import { spread } from '../names.ts'
import { seedHubspotReviewsSmall } from '../reviews-small/hubspot.ts'
import { loadSurveyAnswer } from '../survey-answers.ts'
import { END, LATER_MS, leftAfter, northlightBuyers } from './purchases.ts'

const DAY = 86_400_000
const FIRST_ANSWER_ID = 70_001
/** Answers were asked for during so many days before the end. */
const ASKED_DAYS = 300

/**
 * The portal of Northlight Coffee: the CDNOW sample 28 years later as its web shop, the companies of `reviews-small`, and answers to an
 * NPS survey. Who did not come back says so more often. Always the same.
 */
export function seedHubspotNorthlight(state: HubspotState): void {
  seedCdnow(state, 'sample', { laterMs: LATER_MS })
  seedHubspotReviewsSmall(state, { namesAll: true })
  for (const [index, buyer] of northlightBuyers().entries()) {
    const { customer } = buyer
    if (spread(customer, 21, 7) !== 0) continue
    const at = END - spread(customer, 22, ASKED_DAYS * 24) * (DAY / 24)
    const first = buyer.at[0] ?? at
    if (at <= first) continue
    loadSurveyAnswer(state, {
      id: FIRST_ANSWER_ID + index,
      kind: 'NPS',
      contact: FIRST_CONTACT_ID + customer,
      value: answerOf(customer, leftAfter(buyer, at)),
      at,
    })
  }
}

/** From 0 to 10. */
function answerOf(customer: number, left: boolean): number {
  const answers = left ? [2, 4, 6, 6, 7, 7, 8, 8, 9, 9, 10] : [4, 6, 7, 8, 9, 9, 9, 10, 10, 10, 10]
  return answers[spread(customer, 23, answers.length)] ?? 8
}
