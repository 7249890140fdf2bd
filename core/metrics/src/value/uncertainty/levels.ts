/** The levels at which intervals are told, in percent. */
export const INTERVAL_LEVELS = [50, 80, 95] as const

export type IntervalLevel = (typeof INTERVAL_LEVELS)[number]

/** Something for each level. */
export type ByLevel<T> = Readonly<Record<IntervalLevel, T>>

/** Calls `make` once for each level. */
export const byLevel = <T>(make: (level: IntervalLevel) => T): ByLevel<T> => ({
  50: make(50),
  80: make(80),
  95: make(95),
})

/** The shares of a distribution below the two ends of its central interval. */
export const endShares = (level: IntervalLevel): { readonly low: number; readonly high: number } => ({
  low: (100 - level) / 200,
  high: (100 + level) / 200,
})

/** Half the width of the interval of a normal distribution, in standard deviations. */
export const NORMAL_REACH: ByLevel<number> = {
  50: 0.674_489_750_196_081_7,
  80: 1.281_551_565_544_600_4,
  95: 1.959_963_984_540_054,
}
