/** Text from outside on one line of a screen, or in a cell: signs that steer a terminal, or turn the direction of what follows, become a space. */
export const printable = (text: string): string =>
  text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu, ' ').trim()

/** What a spreadsheet takes for the begin of a formula, behind signs that are not seen. */
export const beginsFormula = /^[\s\p{Cf}]*[=+\-@＝＋－＠]/u

/** The same for a cell that a spreadsheet opens: one that it would take for a formula begins with an apostrophe. */
export function spreadsheetText(text: string): string {
  const plain = printable(text)
  return beginsFormula.test(plain) ? `'${plain}` : plain
}
