/**
 * A value as JSON text that Postgres takes as `jsonb`. Sources do give text with a NUL or with half a surrogate pair, which
 * is JSON but no text to Postgres; each becomes U+FFFD, the sign for a character that could not be kept.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  // JSON.stringify escapes exactly these two, so a text without such an escape needs no second look.
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return text
  return text.replace(/\\(?:u[0-9a-f]{4}|.)/g, (escaped) =>
    /^\\u(?:0000|d[89a-f])/.test(escaped) ? '\\ufffd' : escaped,
  )
}
