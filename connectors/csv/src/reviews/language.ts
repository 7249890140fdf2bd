import { CellError } from '../cells.ts'

/** Languages that sites call by their name. */
const named = [
  ...[
    'ar',
    'bg',
    'ca',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'es',
    'et',
    'fa',
    'fi',
    'fr',
    'he',
    'hi',
    'hr',
    'hu',
    'id',
    'it',
    'ja',
  ],
  ...[
    'ko',
    'lt',
    'lv',
    'ms',
    'nb',
    'nl',
    'no',
    'pl',
    'pt',
    'ro',
    'ru',
    'sk',
    'sl',
    'sr',
    'sv',
    'th',
    'tr',
    'uk',
    'vi',
    'zh',
  ],
]

/** Tags by the name of the language, in English and in the language itself. */
const tagsByName = new Map(
  named.flatMap((tag) =>
    ['en', tag].map((locale): [string, string] => [
      new Intl.DisplayNames([locale], { type: 'language' }).of(tag)?.toLowerCase() ?? tag,
      tag,
    ]),
  ),
)

/** A language as BCP 47 writes it, from a tag such as `en_US` or a name such as English. Throws a CellError otherwise. */
export function readLanguage(text: string, column: string): string {
  const tag = tagsByName.get(text.toLowerCase()) ?? canonicalTag(text)
  if (tag !== null) return tag
  throw new CellError(`${column} "${text}" is not a language: write its tag, such as en or pt-BR`)
}

function canonicalTag(text: string): string | null {
  if (!/^[a-z]{2,3}([_-]|$)/i.test(text)) return null
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}
