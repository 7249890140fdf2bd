const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  hellip: '…',
  ndash: '–',
  mdash: '—',
}

/** Elements whose content nobody reads, comments, and tags. `<3` and `a < b` are none. */
const markup = /<(script|style)\b[^<>]*>[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<\/?[a-z][^<>]*>/gi

const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi

function decodeEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return point > 0x10_ffff || (point >= 0xd800 && point < 0xe000) ? whole : String.fromCodePoint(point)
}

const ORIGINAL = '(Original)'
const TRANSLATED = '(Translated by Google)'

/**
 * What the author wrote of a text that Google also gives in translation. Google puts the translation first, with the original
 * behind "(Original)", or the original first, with the translation behind "(Translated by Google)".
 */
function originalOf(text: string): string {
  const translated = text.indexOf(TRANSLATED)
  if (translated < 0) return text
  const original = text.indexOf(ORIGINAL, translated)
  if (original >= 0) return text.slice(original + ORIGINAL.length)
  const before = text.slice(0, translated)
  // Nothing but the translation is there: its words are not the author's.
  return before
}

/** The text of a review as its author wrote it: without markup and translations. Tags become spaces, and entities their signs. */
export function plainReviewText(text: string): string {
  const original = originalOf(text)
  const stripped = original.includes('<') ? original.replace(markup, ' ') : original
  const decoded = stripped.includes('&') ? stripped.replace(entity, decodeEntity) : stripped
  return decoded.trim()
}
