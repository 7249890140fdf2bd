/** Of an empty cell. */
export const NO_CURRENCY = 0

/** The three letters of an ISO 4217 code as one number, in either case; `NO_CURRENCY`; null where it is no code. */
export function currencyNumber(bytes: Uint8Array, start: number, end: number): number | null {
  if (start === end) return NO_CURRENCY
  if (end - start !== 3) return null
  let code = 0
  for (let at = start; at < end; at += 1) {
    const letter = (bytes[at] ?? 0) & 0xdf
    if (letter < 0x41 || letter > 0x5a) return null
    code = (code << 8) | letter
  }
  return code
}

/** The code that `currencyNumber` read; null for none. */
export const currencyCode = (code: number): string | null =>
  code === NO_CURRENCY ? null : String.fromCharCode(code >> 16, (code >> 8) & 0xff, code & 0xff)
