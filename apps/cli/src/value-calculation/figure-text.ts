import { count } from '../quantities.ts'

const length = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const estimate = new Intl.NumberFormat('en-US', {
  maximumSignificantDigits: 6,
  minimumSignificantDigits: 6,
  useGrouping: false,
})
/** A length of time: `52.18`, `39`. */
export const lengthText = (value: number): string => length.format(value)

/** A parameter with six digits: `0.242595`. */
export const estimateText = (value: number): string => estimate.format(value)

/** A Gini coefficient, `0.664`; nothing where it is not known. */
export const giniText = (value: number | null): string => (value === null ? '' : value.toFixed(3))

/** `1 row`, `2,357 rows`. */
export const countOf = (number: number, one: string, many: string): string =>
  `${count(number)} ${number === 1 ? one : many}`
