/** Figures as the page writes them. A space that does not break keeps a number with its sign. */
const space = '\u00a0'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/** `1,882`, `48.3`, `0.237`: whole numbers from 100 on, three digits below; `unknown` for null. */
export const numberText = (value: number | null): string =>
  value === null ? 'unknown' : Math.abs(value) >= 100 ? whole.format(value) : significant.format(value)

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 })

/** As axes have room for it: `1,500`, `12.5K`, `2M`. */
export const tickText = (value: number): string =>
  Math.abs(value) >= 10_000 ? short.format(value) : numberText(value)

/** A count of things. */
export const countText = (value: number): string => whole.format(value)

/** A share: `47 %`, and `4.7 %` under ten. */
export function shareText(share: number | null): string {
  if (share === null) return 'unknown'
  const percent = share * 100
  const digits = Math.abs(percent) < 9.95 ? 1 : 0
  return `${percent.toLocaleString('en-US', { maximumFractionDigits: digits })}${space}%`
}

/** A bias, with its sign: `−16 %`. */
export const biasText = (bias: number | null): string =>
  bias === null ? 'unknown' : `${bias > 0 ? '+' : bias < 0 ? '−' : ''}${shareText(Math.abs(bias))}`

/** A bias in words: `16 % too low`. */
export function offText(bias: number | null): string {
  if (bias === null) return 'not to be judged, as nothing was ordered'
  if (Math.abs(bias) < 0.0005) return 'right'
  return `${shareText(Math.abs(bias))} too ${bias > 0 ? 'high' : 'low'}`
}
