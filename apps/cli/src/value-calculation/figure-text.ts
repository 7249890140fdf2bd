import { count } from '../quantities.ts'

const money = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2, minimumFractionDigits: 2 })
const length = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const estimate = new Intl.NumberFormat('en-US', {
  maximumSignificantDigits: 6,
  minimumSignificantDigits: 6,
  useGrouping: false,
})
const share = new Intl.NumberFormat('en-US', {
  style: 'percent',
  maximumFractionDigits: 1,
  minimumFractionDigits: 1,
})

/** `1,234.50`; nothing where it is not known. */
export const moneyText = (value: number | null): string => (value === null ? '' : money.format(value))

/** A length of time: `52.18`, `39`. */
export const lengthText = (value: number): string => length.format(value)

/** A parameter with six digits: `0.242595`. */
export const estimateText = (value: number): string => estimate.format(value)

/** `16.4%`; nothing where it is not known. */
export const shareText = (value: number | null): string => (value === null ? '' : share.format(value))

/** A Gini coefficient, `0.664`; nothing where it is not known. */
export const giniText = (value: number | null): string => (value === null ? '' : value.toFixed(3))

/** `1 row`, `2,357 rows`. */
export const countOf = (number: number, one: string, many: string): string =>
  `${count(number)} ${number === 1 ? one : many}`
