import { languageOf, loadLanguageGuesser, plainReviewText, UNKNOWN_LANGUAGE } from '@rapport/metrics'
import type { StoredReview } from './review-row.ts'

/** Tells the language of each of some reviews, ISO 639 or `und`: as the site says it, else by the text. */
export async function languagesOfReviews(
  reviews: readonly StoredReview[],
): Promise<(review: StoredReview) => string> {
  const guess = reviews.some(({ textAlone }) => textAlone !== null) ? await loadLanguageGuesser() : null
  return ({ language, textAlone }) => {
    if (textAlone !== null && guess !== null) return guess(plainReviewText(textAlone))
    return languageOf(language ?? '') ?? UNKNOWN_LANGUAGE
  }
}
