import type { MethodName } from '@rapport/metrics'
import { htmlText } from './html-text.ts'
import { foldedTable, type NumberTable } from './number-table.ts'
import type { Series } from './svg-marks.ts'

/** One plot of the page with everything that belongs to it. */
export interface PlotSection {
  /** Unique on the page. */
  readonly id: string
  readonly heading: string
  /** The drawing and its legend, as HTML. */
  readonly drawing: string
  /** What it says, in one sentence. */
  readonly sentence: string
  /** The same numbers. */
  readonly table: NumberTable
}

/** The naive method of the sentences. */
export const NAIVE: MethodName = 'carried-on'

/** The colour and dash of a method: baselines have their own, whatever model there is has one. */
export const seriesOf = (method: MethodName): Series =>
  method === 'carried-on' || method === 'last-period' || method === 'simple-horizon' ? method : 'model'

/** The section as HTML. */
export const sectionElement = ({ id, heading, drawing, sentence, table }: PlotSection): string =>
  `<section id="${id}"><h2>${htmlText(heading)}</h2><figure>${drawing}` +
  `<figcaption>${htmlText(sentence)}</figcaption></figure>${foldedTable(table)}</section>`
