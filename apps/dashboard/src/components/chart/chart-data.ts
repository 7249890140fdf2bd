/** A value over time or over an order; null is unknown and leaves a gap. */
export interface Point {
  /** Where it stands: a moment in ms, or a number. */
  readonly x: number
  /** What that is called: `30 Jun 2026`. */
  readonly label: string
  readonly value: number | null
  readonly low?: number | null
  readonly high?: number | null
}

export interface Line {
  readonly name: string
  readonly points: readonly Point[]
}

export interface Bar {
  readonly label: string
  readonly value: number | null
  readonly low?: number | null
  readonly high?: number | null
}

/** How many lie from `from` up to below `to`. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** What a chart draws. */
export type ChartData =
  | { readonly kind: 'line'; readonly lines: readonly Line[] }
  | { readonly kind: 'bars'; readonly name: string; readonly bars: readonly Bar[] }
  | { readonly kind: 'histogram'; readonly name: string; readonly bins: readonly Bin[] }

/** Writes a value as people read it. */
export type WriteValue = (value: number) => string

export const isEmpty = (data: ChartData): boolean =>
  data.kind === 'line'
    ? data.lines.every(({ points }) => points.every(({ value }) => value === null))
    : data.kind === 'bars'
      ? data.bars.every(({ value }) => value === null)
      : data.bins.every(({ count }) => count === 0)
