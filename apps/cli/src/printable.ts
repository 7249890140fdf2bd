export { beginsFormula, printable, spreadsheetText } from '@rapport/model'

/** JSON that can be read back exactly, with signs that steer a terminal written as escapes. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
