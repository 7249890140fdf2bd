/** Longest shape that is shown, in characters. */
const longestShape = 30
/** Longest reason that is told, in characters. */
const longestReason = 300

/** How a value is written, without its content: letters as x, digits as 9. */
export function shapeOf(value: string): string {
  if (value === '') return '(empty)'
  const shape = value
    .slice(0, longestShape + 1)
    .replace(/\s/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .replace(/\p{L}/gu, 'x')
    .replace(/\p{N}/gu, '9')
  return value.length > longestShape ? `${shape.slice(0, longestShape)}…` : shape
}

/** Digits of the shortest number that may be somebody's. */
const fewestDigits = 6

/** A short number is nobody's, and tells best what is wrong with it. */
const isSomebodys = (value: string): boolean =>
  /[^\p{N}\p{P}\p{S}\p{Z}]/u.test(value) || value.replace(/\P{N}/gu, '').length >= fewestDigits

/** The cell may be repeated as a decimal number, which no example in a reason is as long as. */
const isLong = (number: string): boolean =>
  number.replaceAll('.', '').length > fewestDigits || new RegExp(`^\\d{${fewestDigits},}$`).test(number)

/**
 * A reason why a row is set aside, for a place where people's data must not stand: cells that it quotes are told by their shape, and
 * so are long numbers, which may be anybody's.
 */
export function withoutContent(reason: string, cells: readonly string[]): string {
  const masked = [...new Set(cells.map((cell) => cell.trim()))]
    .filter((value) => isSomebodys(value) && reason.includes(`"${value}"`))
    .sort((one, other) => other.length - one.length)
    .reduce((text, value) => text.replaceAll(`"${value}"`, () => `"${shapeOf(value)}"`), reason)
    .replace(/\d[\d.]*/g, (number) => (isLong(number) ? shapeOf(number) : number))
  return masked.length > longestReason ? `${masked.slice(0, longestReason)}…` : masked
}
