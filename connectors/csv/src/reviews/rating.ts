import { CellError, readDecimal } from '../cells.ts'

export interface Scale {
  readonly min: number
  readonly max: number
}

/** What words stand for, by the word in lower case. */
export type RatingWords = ReadonlyMap<string, number>

/** A rating and the highest one beside it: `4/5`, `4 out of 5`. */
const ofHighest = /^(\d+(?:\.\d+)?)\s*(?:\/|out of|of|von|sur|de|su|van|av|из|z)\s*(\d+)$/i
const stars = /^[★⭐]+[☆✩]*$/u

/** Words as they are compared: whatever their case, and whichever apostrophe they have. */
export function plainWord(word: string): string {
  return word
    .trim()
    .replace(/[’ʼ`´]/g, "'")
    .replace(/\s+/g, ' ')
    .toLowerCase()
}

/** The words of the settings, to be looked up. */
export function ratingWords(words: Readonly<Record<string, number>>): RatingWords {
  return new Map(Object.entries(words).map(([word, rating]) => [plainWord(word), rating]))
}

/** A rating on its scale: a number, `4/5`, stars, or a word that the settings explain. Throws a CellError for anything else. */
export function readRating(text: string, column: string, scale: Scale, words: RatingWords): number {
  const rating = ratingOf(text, column, scale, words)
  if (rating >= scale.min && rating <= scale.max) return rating
  throw new CellError(
    `${column} ${text} is not on its scale from ${scale.min} to ${scale.max}: correct the rating, or the scale (scale_min and scale_max, or settings.reviews)`,
  )
}

function ratingOf(text: string, column: string, scale: Scale, words: RatingWords): number {
  const word = words.get(plainWord(text))
  if (word !== undefined) return word
  if (stars.test(text)) return text.match(/[★⭐]/gu)?.length ?? 0
  const [, given, highest] = ofHighest.exec(text) ?? []
  if (given !== undefined) {
    if (Number(highest) === scale.max) return Number(given)
    throw new CellError(
      `${column} "${text}" is out of ${highest}, but the scale ends at ${scale.max}: correct one`,
    )
  }
  if (/\p{L}/u.test(text) && !/\d/.test(text)) {
    throw new CellError(
      `${column} "${text}" is a word: say in settings.reviews.words which rating it stands for, such as words: { "${text}": ${scale.max} }`,
    )
  }
  return Number(readDecimal(text, column))
}
