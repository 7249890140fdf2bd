import { htmlText } from './html-text.ts'

/** Where a plot draws, in units of its own: they grow and shrink with the page. */
export const PLOT = { width: 420, height: 280, left: 52, right: 22, top: 18, bottom: 44 } as const

/** From data to a place in the plot. */
export type Scale = (value: number) => number

/** Coordinates to a tenth: more is not to be seen. */
export const place = (value: number): string => String(Math.round(value * 10) / 10)

/** Round numbers from 0 (or below, where the data are) to at least the highest value: steps of 1, 2, 2.5 or 5 × 10ᵏ. */
export function niceTicks(lowest: number, highest: number, wanted = 5): number[] {
  const from = Math.min(0, lowest)
  const to = highest > from ? highest : from + 1
  const rough = (to - from) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10)
  const ticks: number[] = []
  const start = Math.floor(from / step)
  for (let index = start; ticks.length === 0 || (ticks.at(-1) ?? to) < to * (1 - 1e-12); index += 1) {
    ticks.push(Number((index * step).toPrecision(12)))
  }
  return ticks
}

/** Left to right over the plot. */
export const acrossScale = (from: number, to: number): Scale => {
  const width = PLOT.width - PLOT.left - PLOT.right
  return (value) => PLOT.left + ((value - from) / (to - from)) * width
}

/** Bottom to top over the plot. */
export const upScale = (from: number, to: number): Scale => {
  const height = PLOT.height - PLOT.top - PLOT.bottom
  return (value) => PLOT.height - PLOT.bottom - ((value - from) / (to - from)) * height
}

/** The vertical axis: a line across the plot for each tick, with its label. */
export function verticalAxis(ticks: readonly number[], up: Scale, label: (tick: number) => string): string {
  return ticks
    .map((tick) => {
      const y = place(up(tick))
      return (
        `<line class="grid" x1="${PLOT.left}" x2="${PLOT.width - PLOT.right}" y1="${y}" y2="${y}"/>` +
        `<text class="tick end" x="${PLOT.left - 6}" y="${place(up(tick) + 4)}">${htmlText(label(tick))}</text>`
      )
    })
    .join('')
}

/** One label below the horizontal axis. */
export interface AxisLabel {
  readonly at: number
  readonly text: string
}

/** The horizontal axis: labels below the plot, and what they mean. */
export function horizontalAxis(labels: readonly AxisLabel[], title: string): string {
  const y = PLOT.height - PLOT.bottom
  const base = `<line class="axis" x1="${PLOT.left}" x2="${PLOT.width - PLOT.right}" y1="${y}" y2="${y}"/>`
  const texts = labels.map(
    ({ at, text }) => `<text class="tick middle" x="${place(at)}" y="${y + 17}">${htmlText(text)}</text>`,
  )
  const middle = place((PLOT.left + PLOT.width - PLOT.right) / 2)
  return `${base}${texts.join('')}<text class="title middle" x="${middle}" y="${PLOT.height - 6}">${htmlText(title)}</text>`
}
