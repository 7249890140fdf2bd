import { stripVTControlCharacters } from 'node:util'

/** Words of a vendor that are longer say no more. */
const longest = 300

/** What a vendor says of a refusal (RFC 6749, section 4.1.2.1), as text that can be shown. */
export function refusalWords(error: string, description: string | undefined): string {
  const words = description ? `${description} [${error}]` : error
  return stripVTControlCharacters(words)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, longest)
}
