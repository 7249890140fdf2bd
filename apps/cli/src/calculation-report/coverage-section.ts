import type { IntervalCoverage, MethodCoverage, ValidationReport } from '@rapport/metrics'
import { countText, numberText, shareText } from './figure-text.ts'
import { methodText } from './method-text.ts'
import { NAIVE, type PlotSection, seriesOf } from './plot-section.ts'
import { horizontalAxis, upScale, verticalAxis } from './svg-axes.ts'
import { bars, groupMiddle, legend, plotImage, target } from './svg-marks.ts'

/** The level that the sentence is about: the middle one, 80 % of 50, 80 and 95. */
const middle = (levels: readonly IntervalCoverage[]): IntervalCoverage | undefined =>
  levels[Math.floor(levels.length / 2)]

/** How often what happened lay in its interval; null where no intervals were given. */
export function coverageSection({ coverage }: ValidationReport): PlotSection | null {
  const [model] = coverage
  const told = middle(model?.levels ?? [])
  if (model === undefined || told === undefined) return null
  const naive = coverage.find(({ method }) => method === NAIVE)
  const heading = 'How often the intervals held'
  const up = upScale(0, 1)
  const groups = model.levels.length
  const at = (method: MethodCoverage, level: number) =>
    method.levels.find((own) => own.level === level)?.covered ?? null
  const content = [
    verticalAxis([0, 0.2, 0.4, 0.6, 0.8, 1], up, shareText),
    bars(
      coverage.map(({ method }) => seriesOf(method)),
      model.levels.map(({ level }) => coverage.map((method) => at(method, level))),
      up,
    ),
    ...model.levels.map(({ level }, group) => target(group, groups, up(level))),
    horizontalAxis(
      model.levels.map(({ level }, group) => ({ at: groupMiddle(group, groups), text: shareText(level) })),
      'level of the interval; the line is where it should be',
    ),
  ].join('')
  const instead =
    told.above >= told.below
      ? `${shareText(told.above)} ordered more`
      : `${shareText(told.below)} ordered less`
  const comparison = naive === undefined ? undefined : at(naive, told.level)
  return {
    id: 'coverage',
    heading,
    drawing:
      plotImage(
        {
          id: 'coverage-plot',
          title: heading,
          description:
            'Share of customers whose number of orders lay in the predicted interval, for each level. Orders are whole numbers, so narrow intervals hold more than their level.',
        },
        content,
      ) +
      legend(
        coverage.map(({ method }) => [seriesOf(method), methodText(method)] as const),
        'bar',
      ),
    sentence: `The model's ${shareText(told.level)} intervals held for ${shareText(told.covered)} of customers (${instead})${comparison == null ? '' : `; those of the naive method held for ${shareText(comparison)}`}.`,
    table: {
      caption:
        'Customers whose orders lay in the interval. Orders are whole numbers, so narrow intervals hold more than their level; those of the baselines take orders for Poisson',
      head: ['Method', 'Level', 'Inside', 'Below', 'Above', 'Mean width', 'Customers'],
      rows: coverage.flatMap(({ method, levels }) =>
        levels.map((own) => [
          methodText(method),
          shareText(own.level),
          shareText(own.covered),
          shareText(own.below),
          shareText(own.above),
          numberText(own.meanWidth),
          countText(own.customers),
        ]),
      ),
    },
  }
}
