const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic|Zoho-oauthtoken)\s+[\w.~+/=-]{6,}/gi, '$1 [redacted]'],
  [/\bpat-[a-z0-9]+-[\w-]{8,}/gi, '[redacted]'],
  [/(:\/\/)[^\s/:@]*:[^\s/@]+@/g, '$1[redacted]@'],
  [
    /\b(access_token|refresh_token|id_token|client_secret|assertion|api_?key|password|tokenKey)(["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi,
    '$1$2[redacted]',
  ],
  // An authorisation code in a URL or form. `code: …` is left alone: it is how errors name their kind.
  [/\b(code=)[^&\s"',}]+/gi, '$1[redacted]'],
]

/** Removes secrets from any text that leaves the process: known values first, then whatever looks like a credential. */
export class Redactor {
  /** How often each secret was told. */
  readonly #told = new Map<string, number>()
  /** Every way in which a secret is written, longest first: a secret may contain another. Null until it is asked for. */
  #spellings: readonly string[] | null = null
  readonly #wider: Redactor | null

  /** With another one, this one removes what that one knows too, and what it learns itself stays its own. */
  constructor(wider: Redactor | null = null) {
    this.#wider = wider
  }

  /** Remembers a secret value. Values shorter than four characters are ignored: they would blank out ordinary text. */
  add(secret: string): void {
    if (secret.length < 4) return
    const told = this.#told.get(secret) ?? 0
    this.#told.set(secret, told + 1)
    if (told === 0) this.#spellings = null
  }

  /** Takes one telling of a secret back, once it opens nothing any more: whoever else told it still has it kept out. */
  forget(secret: string): void {
    const told = this.#told.get(secret) ?? 0
    if (told > 1) this.#told.set(secret, told - 1)
    else if (this.#told.delete(secret)) this.#spellings = null
  }

  /** The text without any known or likely secret. */
  redact(text: string): string {
    let result = text
    for (const spelling of this.#known()) result = result.replaceAll(spelling, '[redacted]')
    for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement)
    return result
  }

  #known(): readonly string[] {
    this.#spellings ??= longestFirst([...this.#told.keys()].flatMap(spellings))
    return this.#wider === null
      ? this.#spellings
      : longestFirst([...this.#spellings, ...this.#wider.#known()])
  }

  /** A copy of plain data (as JSON has it) with every text in it redacted. */
  redactValue(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value)
    if (Array.isArray(value)) return value.map((item: unknown) => this.redactValue(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        this.redact(name),
        secretName.test(name) && typeof item === 'string' ? '[redacted]' : this.redactValue(item),
      ]),
    )
  }
}

const longestFirst = (spellings: readonly string[]): readonly string[] =>
  [...new Set(spellings)].sort((left, right) => right.length - left.length)

/** Names whose values are secrets wherever they stand. */
const secretName =
  /^(authorization|access_token|refresh_token|id_token|client_secret|assertion|api_?key|password|tokenKey)$/i

/** As it is, in a URL, in a form, and inside JSON. */
function spellings(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed()
  return [
    secret,
    encodeURIComponent(wellFormed),
    new URLSearchParams([['', wellFormed]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
  ]
}
