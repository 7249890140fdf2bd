import type { MethodMeasures } from '@rapport/metrics'
import { numberText, shareText, tickText } from './figure-text.ts'
import { methodText } from './method-text.ts'
import { NAIVE, type PlotSection, seriesOf } from './plot-section.ts'
import { acrossScale, horizontalAxis, niceTicks, PLOT, place, upScale, verticalAxis } from './svg-axes.ts'
import { bars, groupMiddle, legend, line, plotImage } from './svg-marks.ts'

/** What is counted in the tenths. */
export interface Measured {
  readonly noun: 'orders' | 'revenue'
  /** The currency of revenue, where it is known. */
  readonly currency: string | null
  /** The methods, the model first. */
  readonly methods: readonly MethodMeasures[]
}

function amount({ noun, currency }: Measured, value: number): string {
  return `${numberText(value)}${noun === 'orders' ? ' orders' : currency === null ? '' : ` ${currency}`}`
}

/**
 * What was predicted for each tenth of the customers, and what came. The tenths are those of the model's ranking for all
 * methods, so that each column is of the same customers.
 */
export function decileSection(measured: Measured): PlotSection | null {
  const { noun, methods } = measured
  const [model, ...baselines] = methods
  const [best] = model?.deciles ?? []
  if (model === undefined || best === undefined) return null
  const { deciles } = model
  const actual = deciles.map(({ actualMean }) => actualMean)
  const heading = `Predicted and actual ${noun}, by tenths of customers`
  const ticks = niceTicks(0, Math.max(...actual, ...methods.flatMap(({ modelTenths }) => modelTenths)))
  const up = upScale(ticks[0] ?? 0, ticks.at(-1) ?? 1)
  const middle = (tenth: number) => groupMiddle(tenth, deciles.length)
  const points = (values: readonly number[]) => values.map((value, at) => ({ at, value }))
  const content = [
    verticalAxis(ticks, up, tickText),
    bars(
      ['actual', 'model'],
      actual.map((value, tenth) => [value, model.modelTenths[tenth] ?? null]),
      up,
    ),
    ...baselines.map(({ method, modelTenths }) => line(seriesOf(method), points(modelTenths), middle, up)),
    horizontalAxis(
      deciles.map(({ decile }, tenth) => ({ at: middle(tenth), text: String(decile) })),
      "tenth of customers, the model's highest first",
    ),
  ].join('')
  const naive = baselines.find(({ method }) => method === NAIVE)?.modelTenths[0]
  return {
    id: `${noun}-deciles`,
    heading,
    drawing:
      plotImage(
        {
          id: `${noun}-deciles-plot`,
          title: heading,
          description: `Mean of a customer in each tenth, from those for whom ${methodText(model.method)} predicts most to those for whom it predicts least: what happened, and what each method predicted for the same customers.`,
        },
        content,
      ) +
      legend(
        [
          ['actual', 'Actual'],
          ...methods.map(({ method }) => [seriesOf(method), methodText(method)] as const),
        ],
        (series) => (series === 'actual' || series === 'model' ? 'bar' : 'line'),
      ),
    sentence: `The tenth that the model puts first was to bring ${amount(measured, best.predictedMean)} a customer and brought ${numberText(best.actualMean)}${naive === undefined ? '' : `; the naive method predicted ${numberText(naive)} for the same customers`}.`,
    table: {
      caption: `Mean ${noun} of a customer in each tenth of the model's ranking, actual and as predicted`,
      head: ['Tenth', 'Actual', ...methods.map(({ method }) => methodText(method))],
      rows: deciles.map(({ decile, actualMean }, tenth) => [
        String(decile),
        numberText(actualMean),
        ...methods.map(({ modelTenths }) => numberText(modelTenths[tenth] ?? null)),
      ]),
    },
  }
}

/** How much of everything the best-ranked customers brought: gains, and lift in the table. */
export function liftSection(measured: Measured): PlotSection | null {
  const [model] = measured.methods
  const best = model?.deciles[0]
  if (model === undefined || best === undefined) return null
  const naive = measured.methods.find(({ method }) => method === NAIVE)
  const heading = `Share of all ${measured.noun} from the best-ranked customers`
  const across = acrossScale(0, 1)
  const up = upScale(0, 1)
  const shares = [0, 0.2, 0.4, 0.6, 0.8, 1]
  const gains = ({ deciles }: MethodMeasures) => [
    { at: 0, value: 0 },
    ...deciles.map(({ decile, gain }) => ({ at: decile / 10, value: gain })),
  ]
  const even = `<line class="even" x1="${PLOT.left}" y1="${place(up(0))}" x2="${place(across(1))}" y2="${place(up(1))}"/>`
  const content = [
    verticalAxis(shares, up, shareText),
    horizontalAxis(
      shares.map((share) => ({ at: across(share), text: shareText(share) })),
      'share of customers, best-ranked first',
    ),
    even,
    ...measured.methods
      .map((method) => line(seriesOf(method.method), gains(method), across, up))
      .toReversed(),
  ].join('')
  return {
    id: `${measured.noun}-lift`,
    heading,
    drawing:
      plotImage(
        {
          id: `${measured.noun}-lift-plot`,
          title: heading,
          description:
            'How much of everything came from the customers that each method ranks highest; the dotted diagonal is a ranking by chance.',
        },
        content,
      ) +
      legend(
        measured.methods.map(({ method }) => [seriesOf(method), methodText(method)] as const),
        'line',
      ),
    sentence: `The tenth that the model puts first brought ${shareText(best.gain)} of all ${measured.noun}${best.lift === null ? '' : `, ${numberText(best.lift)} times its share`}${naive === undefined ? '' : `; that of the naive method brought ${shareText(naive.deciles[0]?.gain ?? null)}`}.`,
    table: {
      caption: `Lift of each tenth (its mean ÷ the mean of all), and gain (share of all ${measured.noun} up to it)`,
      head: [
        'Tenth',
        ...measured.methods.flatMap(({ method }) => [
          `${methodText(method)}, lift`,
          `${methodText(method)}, gain`,
        ]),
      ],
      rows: model.deciles.map(({ decile }, index) => [
        String(decile),
        ...measured.methods.flatMap((method) => {
          const own = method.deciles[index]
          return own === undefined ? ['', ''] : [numberText(own.lift), shareText(own.gain)]
        }),
      ]),
    },
  }
}
