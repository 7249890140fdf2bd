import stopwords from 'stopwords-iso' with { type: 'json' }
import { KEPT_WORDS } from './kept-words.ts'
import { foldText } from './words.ts'

const lists: Readonly<Record<string, readonly string[]>> = stopwords

/** Languages whose list is that of another one. */
const SHARED_LISTS: Readonly<Record<string, string>> = { nb: 'no', nn: 'no', fil: 'tl' }

const known = new Map<string, ReadonlySet<string>>()

/**
 * Words of a language that say nothing by themselves, folded: those of `stopwords-iso` but for negations and words that judge.
 * None for a language without a list, and for `und`.
 */
export function stopWordsOf(language: string): ReadonlySet<string> {
  const found = known.get(language)
  if (found !== undefined) return found
  const list = SHARED_LISTS[language] ?? language
  const fold = (word: string): string => foldText(word, language)
  const kept = new Set((KEPT_WORDS[list] ?? '').split(' ').map(fold))
  const words = (Object.hasOwn(lists, list) ? (lists[list] ?? []) : [])
    .map(fold)
    // Contractions of "not" negate: "didn't work".
    .filter((word) => !kept.has(word) && !(list === 'en' && word.endsWith("n't")))
  const set = new Set(words)
  known.set(language, set)
  return set
}
