import { isoOf } from '../reviews/moment.ts'
import { plainWord } from '../reviews/rating.ts'
import { dateOrders, type ReviewSettings } from '../settings.ts'

/** Words that sites write in place of a rating, on the scale that they belong to. */
const knownWords: readonly {
  readonly scale: readonly [number, number]
  readonly words: Readonly<Record<string, number>>
}[] = [
  {
    scale: [0, 1],
    words: {
      ...{
        recommends: 1,
        recommended: 1,
        'does not recommend': 0,
        "doesn't recommend": 0,
        'not recommended': 0,
      },
      ...{ positive: 1, negative: 0, yes: 1, no: 0, true: 1, false: 0, empfiehlt: 1, 'empfiehlt nicht': 0 },
      ...{
        recommande: 1,
        'ne recommande pas': 0,
        recomienda: 1,
        'no recomienda': 0,
        consiglia: 1,
        'non consiglia': 0,
      },
    },
  },
  { scale: [1, 5], words: { one: 1, two: 2, three: 3, four: 4, five: 5 } },
  { scale: [1, 5], words: { terrible: 1, poor: 2, average: 3, 'very good': 4, excellent: 5 } },
]

export interface ColumnContent {
  /** Values that are not empty. */
  readonly values: readonly string[]
  /** The order in which all of them are dates; null where they are none. Those that fit several orders have the first of them. */
  readonly dates: ReviewSettings['dates'] | null
  /** Whether the values leave open which of day and month comes first. */
  readonly isDateOpen: boolean
  /** What they are as ratings; null where they are none. */
  readonly ratings: SeenRatings | null
  readonly isEmail: boolean
  readonly isLanguage: boolean
  readonly isUnique: boolean
  /** Characters, on average. */
  readonly length: number
}

export interface SeenRatings {
  readonly scaleMin: number
  readonly scaleMax: number
  /** Words as they stand there, with what they stand for. */
  readonly words: Readonly<Record<string, number>>
}

/** What the values of a column look like. */
export function contentOf(cells: readonly string[]): ColumnContent {
  const values = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  const orders = dateOrders.filter(
    (order) => values.length > 0 && values.every((value) => isDate(value, order)),
  )
  return {
    values,
    dates: preferred(orders, values),
    isDateOpen: orders.includes('day-first') && orders.includes('month-first'),
    ratings: ratingsOf(values),
    isEmail: values.length > 0 && values.every((value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)),
    isLanguage: values.length > 0 && values.every((value) => /^[a-z]{2,3}([_-][a-z0-9]{2,8})*$/i.test(value)),
    isUnique: new Set(values).size === values.length,
    length: values.reduce((sum, value) => sum + value.length, 0) / Math.max(1, values.length),
  }
}

/** Strokes and a.m. are how Americans write; with points and hyphens the day comes first. */
function preferred(orders: readonly ReviewSettings['dates'][], values: readonly string[]) {
  const isAmerican = values.some((value) => /[ap]\.?m\.?$/i.test(value)) && orders.includes('month-first')
  return isAmerican ? 'month-first' : (orders[0] ?? null)
}

function isDate(value: string, order: ReviewSettings['dates']): boolean {
  const iso = /^\d{4}-\d{2}-\d{2}/.test(value) ? value : isoOf(value, order)
  if (iso === null) return false
  const day = iso.slice(0, 10)
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

function ratingsOf(values: readonly string[]): SeenRatings | null {
  if (values.length === 0) return null
  return wordsOf(values) ?? numbersOf(values)
}

function wordsOf(values: readonly string[]): SeenRatings | null {
  for (const { scale, words } of knownWords) {
    if (!values.every((value) => Object.hasOwn(words, plainWord(value)))) continue
    const seen = [...new Set(values)].map((value) => [value, words[plainWord(value)] ?? 0] as const)
    return { scaleMin: scale[0], scaleMax: scale[1], words: Object.fromEntries(seen) }
  }
  return null
}

/** The usual scales: a scale is the smallest of them on which all values are. */
const scales = [
  [1, 5],
  [0, 5],
  [1, 10],
  [0, 10],
  [0, 100],
] as const

function numbersOf(values: readonly string[]): SeenRatings | null {
  if (values.every((value) => /^[★⭐]+[☆✩]*$/u.test(value))) return { scaleMin: 1, scaleMax: 5, words: {} }
  const parts = values.map((value) =>
    /^(\d+(?:[.]\d+)?)(?:\s*(?:\/|out of|von|sur|de|su|van)\s*(\d+))?$/i.exec(value),
  )
  const numbers = parts.map((part) => Number(part?.[1] ?? Number.NaN))
  if (numbers.some(Number.isNaN)) return null
  const highest = Number(parts.find((part) => part?.[2] !== undefined)?.[2] ?? 0)
  const scale = scales.find(
    ([min, max]) => (highest === 0 || max === highest) && numbers.every((one) => one >= min && one <= max),
  )
  return scale === undefined ? null : { scaleMin: scale[0], scaleMax: scale[1], words: {} }
}
