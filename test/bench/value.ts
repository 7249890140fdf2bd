// Measures the value engine: fits with covariance, and predictions. Prints one JSON object.
//   npm run bench:value -- [--runs 5]
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { parseArgs } from 'node:util'
import {
  bgNbd,
  DEFAULT_VALUE_SETTINGS,
  fitGammaGamma,
  fitValueModel,
  mbgNbd,
  paretoNbd,
  pickRows,
  predictValue,
  type TimingColumns,
  type ValueColumns,
} from '@rapport/metrics'
import { gammaVariate, type Random, seededRandom } from '@rapport/stats'
import { cdnowFullColumns } from '../../core/metrics/test-data/value.ts'

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, memory: { type: 'boolean', default: false } },
})
const runs = Number(options.runs)
const MILLION = 1_000_000

/** Wall seconds: the best, the median and the worst of some runs after one that does not count. */
function timed(work: () => unknown): { best: number; median: number; worst: number } {
  work()
  const seconds = Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return (performance.now() - start) / 1000
  }).sort((left, right) => left - right)
  const at = (index: number) => Number((seconds[index] ?? Number.NaN).toFixed(4))
  return { best: at(0), median: at(Math.floor(runs / 2)), worst: at(runs - 1) }
}

/** Customers drawn from BG/NBD: with whole days of history, so that many are alike, or in continuous time. */
function cohort(customers: number, grid: 'day' | 'continuous', random: Random): TimingColumns {
  const frequency = new Float64Array(customers)
  const recency = new Float64Array(customers)
  const age = new Float64Array(customers)
  const parameters =
    grid === 'day' ? { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } : { r: 0.8, alpha: 6, a: 0.6, b: 3 }
  for (let row = 0; row < customers; row += 1) {
    const observed = grid === 'day' ? Math.floor(189 + random() * 84) / 7 : 10 + random() * 146
    const history = bgNbd.sampleHistory(parameters, observed, random)
    frequency[row] = history.frequency
    recency[row] = grid === 'day' ? Math.min(observed, Math.ceil(history.recency * 7) / 7) : history.recency
    age[row] = observed
  }
  return { frequency, recency, age }
}

/** The same customers with the spend of Gamma-Gamma at CDNOW's parameters, rounded to cents. */
function withSpend(timing: TimingColumns, random: Random): ValueColumns {
  const { frequency } = timing
  const mean = frequency.map((count) => {
    if (count === 0) return Number.NaN
    const rate = gammaVariate(3.74, 15.44, random)
    return Math.max(0.01, Math.round((100 * gammaVariate(6.25 * count, rate, random)) / count) / 100)
  })
  return {
    unit: 'week',
    ids: Array.from(frequency, (_, row) => String(row + 1)),
    ...timing,
    monetary: mean,
    spendOccasions: frequency,
    historicValue: mean.map((value, row) => value * (frequency[row] ?? 0)),
    orders: frequency.map((count) => count + 1),
    averageOrderValue: mean,
    pricedOrders: frequency,
  }
}

const cdnow = cdnowFullColumns()
const sampled = cdnow.frequency.map((_, row) => row).filter((row) => row % 10 === 0)
const pick = (column: Float64Array) => Float64Array.from(sampled, (row) => column[row] ?? Number.NaN)
const tenth = { frequency: pick(cdnow.frequency), recency: pick(cdnow.recency), age: pick(cdnow.age) }
const random = seededRandom(1998)
const days = cohort(MILLION, 'day', random)
const continuous = cohort(MILLION, 'continuous', random)
const hundredThousand = cohort(100_000, 'continuous', random)
const population = withSpend(days, random)
const tenthRows = Array.from({ length: MILLION / 10 }, (_, index) => index * 10)
// Of every tenth: the memory of a fit is not that of scoring.
const fitted = fitValueModel(pickRows(population, tenthRows), { ...DEFAULT_VALUE_SETTINGS, model: 'mbg-nbd' })
const spenders = population.frequency.map((count, row) => (count > 0 ? row : -1)).filter((row) => row >= 0)
const spend = {
  orders: Float64Array.from(spenders, (row) => population.frequency[row] ?? Number.NaN),
  mean: Float64Array.from(spenders, (row) => population.monetary[row] ?? Number.NaN),
}

/** Megabytes at the peak of a prediction beyond what was held before it, in a process that does nothing else. */
function scoringMemory(): number {
  const before = process.memoryUsage().rss
  const scores = predictValue(fitted, population, { intervals: false, residual: true })
  const peak = process.resourceUsage().maxRSS * 1024
  if (scores.clv.length !== MILLION) throw new Error('not all customers were scored')
  return Math.round((peak - before) / 1e6)
}

/** Best of the peers, in seconds, measured on 2 other cores on 2026-11-22: lifetimes 0.11.3, CLVTools 0.12.1. */
const peers = {
  'BG/NBD fit, 2,357': 0.093,
  'BG/NBD fit, 23,570': 0.197,
  'BG/NBD fit, 1M on a day grid': 1.04,
  'BG/NBD fit, 1M continuous': 8.75,
  'MBG/NBD fit, 23,570': 0.32,
  'Pareto/NBD fit, 2,357': 0.155,
  'Pareto/NBD fit, 23,570': 0.94,
  'Pareto/NBD fit, 100k continuous': 17.2,
  'Pareto/NBD fit, 1M on a day grid': 17.7,
  'Gamma-Gamma fit, 1M on a day grid': 2.16,
  'score 1M': 10.3,
} as const

const measured: Readonly<Record<string, () => unknown>> = {
  'BG/NBD fit, 2,357': () => bgNbd.fit(tenth, 'none'),
  'BG/NBD fit, 23,570': () => bgNbd.fit(cdnow, 'none'),
  'BG/NBD fit, 1M on a day grid': () => bgNbd.fit(days, 'none'),
  'BG/NBD fit, 1M continuous': () => bgNbd.fit(continuous, 'none'),
  'MBG/NBD fit, 23,570': () => mbgNbd.fit(cdnow, 'none'),
  'Pareto/NBD fit, 2,357': () => paretoNbd.fit(tenth, 'none'),
  'Pareto/NBD fit, 23,570': () => paretoNbd.fit(cdnow, 'none'),
  'Pareto/NBD fit, 100k continuous': () => paretoNbd.fit(hundredThousand, 'none'),
  'Pareto/NBD fit, 1M on a day grid': () => paretoNbd.fit(days, 'none'),
  'Gamma-Gamma fit, 1M on a day grid': () => fitGammaGamma(spend, 'none'),
  'score 1M': () => predictValue(fitted, population, { intervals: false, residual: true }),
  'score 1M with intervals': () => predictValue(fitted, population, { residual: true }),
}

if (options.memory) {
  process.stdout.write(`${scoringMemory()}\n`)
  process.exit()
}
const measuredApart = spawnSync(process.execPath, [import.meta.filename, '--memory'], { encoding: 'utf8' })
const results = Object.entries(measured).map(([task, work]) => ({
  task,
  seconds: timed(work),
  bestPeer: peers[task as keyof typeof peers] ?? null,
}))
process.stdout.write(
  `${JSON.stringify({ runs, scoreMegabytesBeyondInput: Number(measuredApart.stdout), results }, null, 2)}\n`,
)
