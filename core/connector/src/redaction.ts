const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, '$1 [redacted]'],
  [/\bpat-[a-z0-9]+-[\w-]{8,}/gi, '[redacted]'],
  [
    /\b(access_token|refresh_token|client_secret|assertion|code|password|tokenKey)(["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi,
    '$1$2[redacted]',
  ],
]

/** Removes secrets from any text that leaves the process: known values first, then whatever looks like a credential. */
export class Redactor {
  readonly #secrets = new Set<string>()

  /** Remembers a secret value. Values shorter than four characters are ignored: they would blank out ordinary text. */
  add(secret: string): void {
    if (secret.length >= 4) this.#secrets.add(secret)
  }

  /** The text without any known or likely secret. */
  redact(text: string): string {
    let result = text
    for (const secret of this.#secrets) {
      result = result.replaceAll(secret, '[redacted]').replaceAll(encodeURIComponent(secret), '[redacted]')
    }
    for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement)
    return result
  }
}
