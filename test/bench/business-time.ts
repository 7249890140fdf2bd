// Measures business time: calls per second with one year and ten years of holidays. Prints one JSON object.
//   node test/bench/business-time.ts [--runs 5]
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { parseArgs } from 'node:util'
import {
  addBusinessSeconds,
  type BusinessCalendar,
  businessCalendar,
  businessSeconds,
  businessSegments,
  scheduleFile,
} from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })
const runs = Number(options.runs)

const QUESTIONS = 1_000_000
const EXPLANATIONS = 10_000
const DAY_MS = 86_400_000
const FIRST_YEAR = 2016
const HOLIDAYS = [
  '01-01',
  '01-06',
  '04-03',
  '05-01',
  '05-14',
  '10-03',
  '11-01',
  '12-24',
  '12-25',
  '12-26',
  '12-31',
]

interface Question {
  readonly from: Float64Array
  readonly to: Float64Array
}

/** Monday to Friday with a break at noon, in Berlin, and the holidays of some years. */
function calendarOf(years: number): BusinessCalendar {
  const hours = ['09:00-12:30', '13:15-17:00']
  const holidays = Array.from({ length: years }, (_, year) =>
    HOLIDAYS.map((date) => ({ date: `${FIRST_YEAR + year}-${date}` })),
  ).flat()
  const weekly = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours }
  return businessCalendar(scheduleFile.parse({ timezone: 'Europe/Berlin', weekly, holidays }))
}

/** Stretches of up to 60 days, all over the years. */
function questionsOf(years: number): Question {
  const random = seededRandom(2026)
  const start = Date.UTC(FIRST_YEAR, 0, 1)
  const from = Float64Array.from(
    { length: QUESTIONS },
    () => start + Math.floor(random() * years * 365 * DAY_MS),
  )
  return { from, to: from.map((moment) => moment + Math.floor(random() * 60 * DAY_MS)) }
}

/** Calls a second, the best and the median of some runs after one that does not count. */
function rate(calls: number, work: (index: number) => number): { best: number; median: number } {
  const once = () => {
    let sum = 0
    const start = performance.now()
    for (let index = 0; index < calls; index += 1) sum += work(index)
    if (!Number.isFinite(sum)) throw new Error('a call gave no number')
    return Math.round((calls * 1000) / (performance.now() - start))
  }
  once()
  const rates = Array.from({ length: runs }, once).sort((left, right) => right - left)
  return { best: rates[0] ?? Number.NaN, median: rates[Math.floor(runs / 2)] ?? Number.NaN }
}

function measured(years: number) {
  const { from, to } = questionsOf(years)
  const start = performance.now()
  const calendar = calendarOf(years)
  businessSeconds(calendar, Math.min(...from.subarray(0, 1000)), Math.max(...to.subarray(0, 1000)))
  const compileMs = Number((performance.now() - start).toFixed(1))
  const at = (column: Float64Array, index: number) => column[index] ?? Number.NaN
  return {
    yearsOfHolidays: years,
    holidays: calendar.parts[0]?.schedule.holidays.length,
    compileMs,
    callsPerSecond: {
      businessSeconds: rate(
        QUESTIONS,
        (index) => businessSeconds(calendar, at(from, index), at(to, index)) ?? Number.NaN,
      ),
      addBusinessSeconds: rate(
        QUESTIONS,
        (index) => addBusinessSeconds(calendar, at(from, index), 7200) ?? Number.NaN,
      ),
      businessSegments: rate(
        EXPLANATIONS,
        (index) => businessSegments(calendar, at(from, index), at(to, index)).length,
      ),
    },
  }
}

process.stdout.write(`${JSON.stringify({ runs, results: [1, 10].map(measured) }, null, 2)}\n`)
