import { performance } from 'node:perf_hooks'
import { DEFAULT_VALUE_SETTINGS, fitValueModel, mbgNbd, predictValue } from '../src/value/index.ts'
import { cdnowFullColumns } from '../test-data/value.ts'

/** Times fit and score on CDNOW (23,570 customers) in one thread, and prints medians in ms as JSON. */
const RUNS = 15

function medianMs(work: () => unknown): number {
  work()
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  }).sort((left, right) => left - right)
  return Number((times[Math.floor(RUNS / 2)] ?? Number.NaN).toFixed(2))
}

const columns = cdnowFullColumns()
const settings = { ...DEFAULT_VALUE_SETTINGS, model: 'mbg-nbd' } as const
const fitted = fitValueModel(columns, settings)

const result = {
  customers: columns.ids.length,
  runs: RUNS,
  fitTimingWithCovarianceMs: medianMs(() => mbgNbd.fit(columns)),
  fitTimingAndSpendMs: medianMs(() => fitValueModel(columns, settings)),
  predictWithIntervalsMs: medianMs(() => predictValue(fitted, columns)),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
