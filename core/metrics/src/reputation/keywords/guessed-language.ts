import { UNKNOWN_LANGUAGE } from './review-language.ts'

/** More tells nothing more, and takes longer. */
const MOST_CHARACTERS = 400
/** How much likelier the first language must be than the second. */
const CLEAR_LEAD = 1.3

/** Tells the language of a text: ISO 639-1, or `und` where that is not certain. */
export type LanguageGuesser = (text: string) => string

/**
 * Loads what tells the language of texts whose source does not say it, by the words and letters that stand together (`tinyld`, 24
 * languages). Only here, as its tables take a moment to load, and most commands need none.
 */
export async function loadLanguageGuesser(): Promise<LanguageGuesser> {
  const { detectAll } = await import('tinyld/light')
  return (text) => {
    const [first, second] = detectAll(text.slice(0, MOST_CHARACTERS))
    if (first === undefined) return UNKNOWN_LANGUAGE
    return first.accuracy >= CLEAR_LEAD * (second?.accuracy ?? 0) ? first.lang : UNKNOWN_LANGUAGE
  }
}
