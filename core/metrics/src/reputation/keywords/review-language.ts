/** The group of reviews that do not say their language. */
export const UNKNOWN_LANGUAGE = 'und'

const known = new Map<string, string | null>()

/** Tags that are kept at hand: there are some hundred, and a file may hold any text in their place. */
const MOST_TAGS = 1_000

/** The language of a tag, without region and script: `pt` of `pt-BR` and `pt_BR`; `und` where there is none. Null for what is no tag. */
export function languageOf(tag: string): string | null {
  const found = known.get(tag)
  if (found !== undefined) return found
  const language = readTag(tag)
  if (known.size < MOST_TAGS) known.set(tag, language)
  return language
}

function readTag(tag: string): string | null {
  if (tag === '') return UNKNOWN_LANGUAGE
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).language
  } catch {
    return null
  }
}
