/** Where values stand on an axis, and the round values that are written at it. */
export interface Scale {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** From 0 at `low` to 1 at `high`. */
  place(value: number): number
}

/**
 * A scale from round value to round value around all that is shown. Bars begin at 0, since their length is compared.
 *
 * @example
 * scaleOf([3, 97], { fromZero: true }).ticks // [0, 20, 40, 60, 80, 100]
 */
export function scaleOf(values: readonly number[], { fromZero = false, wanted = 5 } = {}): Scale {
  const all = fromZero ? [0, ...values] : values
  const least = all.length === 0 ? 0 : Math.min(...all)
  const most = all.length === 0 ? 1 : Math.max(...all)
  // One value alone stands in the middle.
  const pad = least === most ? Math.abs(least) / 2 || 1 : 0
  const step = roundStep((most + pad - (least - pad)) / wanted)
  const low = fromZero && least >= 0 ? 0 : Math.floor((least - pad) / step) * step
  const high = Math.ceil((most + pad) / step) * step
  const count = Math.round((high - low) / step)
  const ticks = Array.from({ length: count + 1 }, (_, index) => rounded(low + index * step))
  return { low, high, ticks, place: (value) => (value - low) / (high - low) }
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5].find((one) => one * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}

/** 0.1 × 3 is not 0.3. */
const rounded = (value: number): number => Number(value.toPrecision(12))
