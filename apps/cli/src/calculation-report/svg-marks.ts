import { htmlText } from './html-text.ts'
import { PLOT, place, type Scale } from './svg-axes.ts'

/** Who a mark belongs to; decides its colour and dash. */
export type Series = 'actual' | 'model' | 'carried-on' | 'last-period' | 'simple-horizon'

/** A point of a line; a null value is a gap. */
export interface Point {
  readonly at: number
  readonly value: number | null
}

/** A line through points, interrupted where a value is unknown. */
export function line(series: Series, points: readonly Point[], across: Scale, up: Scale): string {
  let path = ''
  let drawing = false
  for (const { at, value } of points) {
    if (value !== null) path += `${drawing ? 'L' : 'M'}${place(across(at))} ${place(up(value))}`
    drawing = value !== null
  }
  return path === '' ? '' : `<path class="line ${series}" d="${path}"/>`
}

/** A dot for each known point. */
export const dots = (series: Series, points: readonly Point[], across: Scale, up: Scale): string =>
  points
    .map(({ at, value }) =>
      value === null
        ? ''
        : `<circle class="dot ${series}" cx="${place(across(at))}" cy="${place(up(value))}" r="3"/>`,
    )
    .join('')

/** Bars side by side in each group: `groups[i]` has one value for each series. */
export function bars(
  series: readonly Series[],
  groups: readonly (readonly (number | null)[])[],
  up: Scale,
): string {
  const slot = (PLOT.width - PLOT.left - PLOT.right) / Math.max(1, groups.length)
  const width = (slot * 0.76) / Math.max(1, series.length)
  return groups
    .flatMap((values, group) =>
      series.map((name, index) => {
        const value = values[index] ?? null
        if (value === null) return ''
        const x = PLOT.left + slot * (group + 0.12) + width * index
        const height = Math.max(0, up(0) - up(value))
        return `<rect class="bar ${name}" x="${place(x)}" y="${place(up(value))}" width="${place(width - 1)}" height="${place(height)}"/>`
      }),
    )
    .join('')
}

/** The middle of each group of `bars`. */
export const groupMiddle = (group: number, groups: number): number =>
  PLOT.left + ((PLOT.width - PLOT.left - PLOT.right) / groups) * (group + 0.5)

/** A mark across a group of bars: where they should reach. */
export function target(group: number, groups: number, y: number): string {
  const half = ((PLOT.width - PLOT.left - PLOT.right) / groups) * 0.44
  const middle = groupMiddle(group, groups)
  return `<line class="target" x1="${place(middle - half)}" x2="${place(middle + half)}" y1="${place(y)}" y2="${place(y)}"/>`
}

/** A line from the bottom to the top with a word beside it. */
export function divider(x: number, text: string): string {
  const bottom = PLOT.height - PLOT.bottom
  return (
    `<line class="divider" x1="${place(x)}" x2="${place(x)}" y1="${PLOT.top}" y2="${bottom}"/>` +
    `<text class="tick" x="${place(x + 5)}" y="${PLOT.top - 5}">${htmlText(text)}</text>`
  )
}

/** What a plot shows, for those who do not see it. */
export interface PlotWords {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  readonly description: string
}

/** A drawing with its title and description. */
export const plotImage = ({ id, title, description }: PlotWords, content: string): string =>
  `<svg viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-labelledby="${id}-title ${id}-description">` +
  `<title id="${id}-title">${htmlText(title)}</title><desc id="${id}-description">${htmlText(description)}</desc>` +
  `${content}</svg>`

/** How a series is drawn. */
type Shape = 'line' | 'bar'

/** What the colours and dashes mean. */
export const legend = (
  entries: readonly (readonly [Series, string])[],
  shape: Shape | ((series: Series) => Shape),
): string =>
  `<ul class="legend">${entries
    .map(([series, text]) => {
      const mark =
        (typeof shape === 'string' ? shape : shape(series)) === 'line'
          ? `<path class="line ${series}" d="M0 6H26"/>`
          : `<rect class="bar ${series}" x="7" width="12" height="12"/>`
      return `<li><svg viewBox="0 0 26 12" aria-hidden="true">${mark}</svg>${htmlText(text)}</li>`
    })
    .join('')}</ul>`
