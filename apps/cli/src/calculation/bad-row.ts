/** What a cell says, for a message: short, and on one line. */
export function quoteCell(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`
}

/** Why a date was not understood, and how to write it. */
export function badDate(text: string): string {
  const written = `date ${quoteCell(text)}`
  if (text === '') return 'date is missing: write it as 2024-03-31'
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact !== null) {
    return `${written} is not an ISO 8601 date: write ${compact[1]}-${compact[2]}-${compact[3]}`
  }
  if (/^\d{4}-\d{2}-\d{2}(?:$|[T ]\d{2}:\d{2})/i.test(text)) {
    return `${written} is not in the calendar: correct the day or the time`
  }
  return `${written} is not an ISO 8601 date: write it as 2024-03-31 or 2024-03-31T14:30:00Z`
}

/** Why an amount was not understood, and how to write it. */
export function badAmount(text: string): string {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return `amount ${quoteCell(text)} is too large: correct it`
  return `amount ${quoteCell(text)} is not a number: ${amountAdvice(text)}`
}

function amountAdvice(text: string): string {
  if (/^(?:nan|null|none|n\/?a|-|\s+)$/i.test(text)) return 'leave the cell empty where the amount is unknown'
  const scientific = /^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/i.test(text)
  if (scientific) return 'write it without an exponent'
  // Letters within a number, as in 0x10: what was meant is not for a guess.
  if (/\d[a-z]+\d/i.test(text)) return 'write a number such as 1234.50, or nothing where it is unknown'
  const negative = /^\(.*\)$/.test(text) || /[-\u2212]/.test(text)
  const digits = text.replace(/[^\d.,]/g, '')
  const sign = negative ? '-' : ''
  const [first, second] = readings(digits)
  if (first === undefined) return 'write a number such as 1234.50, or nothing where it is unknown'
  return second === undefined ? `write ${sign}${first}` : `write ${sign}${first} or ${sign}${second}`
}

/** What a number with commas and points can mean, in the way it should have been written. */
function readings(digits: string): readonly string[] {
  const parts = digits.split(/[.,]/)
  const plain = parts.join('')
  if (plain === '') return []
  const last = parts.at(-1) ?? ''
  const whole = parts.slice(0, -1).join('')
  if (parts.length === 1) return [plain]
  const marks = digits.replace(/\d/g, '')
  const decimal = last === '' ? whole : `${whole === '' ? '0' : whole}.${last}`
  if (marks.length > 1 && new Set(marks).size === 1) return [plain]
  return marks === ',' && last.length === 3 && whole !== '' ? [plain, decimal] : [decimal]
}
