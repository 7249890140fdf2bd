import type { ConditionalBin, FrequencyBin, ValidationReport } from '@rapport/metrics'
import { countText, numberText, tickText } from './figure-text.ts'
import { methodText } from './method-text.ts'
import { NAIVE, type PlotSection, seriesOf } from './plot-section.ts'
import { acrossScale, horizontalAxis, niceTicks, upScale, verticalAxis } from './svg-axes.ts'
import { bars, dots, groupMiddle, legend, line, plotImage } from './svg-marks.ts'

const binText = (repeatOrders: number, bins: number): string =>
  repeatOrders === bins - 1 ? `${repeatOrders}+` : String(repeatOrders)

/** The bin where expected and actual customers differ most. */
function largestGap(bins: readonly FrequencyBin[]): FrequencyBin | undefined {
  return bins.toSorted((left, right) => gap(right) - gap(left))[0]
}

const gap = ({ actual, expected }: FrequencyBin): number => Math.abs(actual - expected)

const customersText = (count: number): string => `${countText(count)} customer${count === 1 ? '' : 's'}`

/** How many customers bought how often in the calibration, actual and expected. */
export function histogramSection({ frequency, splitAt, model }: ValidationReport): PlotSection {
  const heading = 'How often customers bought before the split'
  const ticks = niceTicks(0, Math.max(...frequency.flatMap(({ actual, expected }) => [actual, expected])))
  const up = upScale(0, ticks.at(-1) ?? 1)
  const labels = frequency.map(({ repeatOrders }, bin) => ({
    at: groupMiddle(bin, frequency.length),
    text: binText(repeatOrders, frequency.length),
  }))
  const content =
    verticalAxis(ticks, up, tickText) +
    bars(
      ['actual', 'model'],
      frequency.map(({ actual, expected }) => [actual, expected]),
      up,
    ) +
    horizontalAxis(labels, 'repeat orders')
  const [never] = frequency
  const largest = largestGap(frequency)
  const description = `Customers by their number of repeat orders up to ${splitAt}: how many there are, and how many the model expects.`
  return {
    id: 'frequency',
    heading,
    drawing:
      plotImage({ id: 'frequency-plot', title: heading, description }, content) +
      legend(
        [
          ['actual', 'Actual customers'],
          ['model', `Expected by ${methodText(model)}`],
        ],
        'bar',
      ),
    sentence:
      never === undefined || largest === undefined
        ? 'There are no customers.'
        : `${customersText(never.actual)} had not bought again by the split, and the model expected ${countText(never.expected)}; its largest miss is ${customersText(Math.round(gap(largest)))}, at ${binText(largest.repeatOrders, frequency.length)} repeat order${largest.repeatOrders === 1 ? '' : 's'}.`,
    table: {
      caption: 'Customers by repeat orders before the split',
      head: ['Repeat orders', 'Actual', 'Expected'],
      rows: frequency.map(({ repeatOrders, actual, expected }) => [
        binText(repeatOrders, frequency.length),
        countText(actual),
        numberText(expected),
      ]),
    },
  }
}

/** In how many bins with customers the model is nearer to what happened than the naive method. */
function nearerThanNaive(bins: readonly ConditionalBin[]): { nearer: number; of: number } {
  let nearer = 0
  let of = 0
  for (const { actual, predicted } of bins) {
    const model = predicted[0]?.orders ?? null
    const naive = predicted.find(({ method }) => method === NAIVE)?.orders ?? null
    if (actual === null || model === null || naive === null) continue
    of += 1
    if (Math.abs(model - actual) < Math.abs(naive - actual)) nearer += 1
  }
  return { nearer, of }
}

/** What customers ordered after the split, by what they had ordered before it. */
export function conditionalSection({ conditional, splitAt }: ValidationReport): PlotSection {
  const heading = 'Orders after the split, by orders before it'
  const methods = (conditional[0]?.predicted ?? []).map(({ method }, index) => ({
    method,
    values: conditional.map(({ predicted }) => predicted[index]?.orders ?? null),
  }))
  const actual = conditional.map((bin) => bin.actual)
  const all = [actual, ...methods.map(({ values }) => values)].flat().flatMap((value) => value ?? [])
  const ticks = niceTicks(0, Math.max(0, ...all))
  const up = upScale(0, ticks.at(-1) ?? 1)
  const across = acrossScale(-0.5, conditional.length - 0.5)
  const points = (values: readonly (number | null)[]) => values.map((value, at) => ({ at, value }))
  const labels = conditional.map(({ repeatOrders }, bin) => ({
    at: across(bin),
    text: binText(repeatOrders, conditional.length),
  }))
  const content = [
    verticalAxis(ticks, up, tickText),
    horizontalAxis(labels, 'repeat orders before the split'),
    ...methods.map(({ method, values }) => line(seriesOf(method), points(values), across, up)).toReversed(),
    line('actual', points(actual), across, up),
    dots('actual', points(actual), across, up),
  ].join('')
  const { nearer, of } = nearerThanNaive(conditional)
  return {
    id: 'conditional',
    heading,
    drawing:
      plotImage(
        {
          id: 'conditional-plot',
          title: heading,
          description: `Mean orders of a customer after ${splitAt}, for customers with so many repeat orders before: what happened and what each method predicted.`,
        },
        content,
      ) +
      legend(
        [
          ['actual', 'Actual'],
          ...methods.map(({ method }) => [seriesOf(method), methodText(method)] as const),
        ],
        'line',
      ),
    sentence: `The model was nearer to what customers ordered on average than the naive method in ${nearer} of ${of} groups.`,
    table: {
      caption: 'Mean orders of a customer after the split',
      head: ['Repeat orders', 'Customers', 'Actual', ...methods.map(({ method }) => methodText(method))],
      rows: conditional.map((bin) => [
        binText(bin.repeatOrders, conditional.length),
        countText(bin.customers),
        bin.actual === null ? '' : numberText(bin.actual),
        ...bin.predicted.map(({ orders }) => (orders === null ? '' : numberText(orders))),
      ]),
    },
  }
}
