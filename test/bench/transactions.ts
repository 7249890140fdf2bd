// Measures reading a CSV of transactions down to a summary of each customer. Prints one JSON object.
//   npm run bench:transactions -- --rows 1000000 [--workers 1] [--times] [--runs 3]
// The file is made first, seeded, in a folder of its own that is removed at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { exponentialVariate, gammaVariate, seededRandom } from '@rapport/stats'

/** Seconds for the same step on 1 and on 10 million rows, and MB at 10 million. Measured elsewhere, not by this script. */
const PEERS = {
  note: 'measured elsewhere: CSV file to (x, t_x, T, mean)',
  duckdb2Threads: { '1000000': 0.286, '10000000': 2.74, peakMb: 1073 },
  duckdb1Thread: { '1000000': 0.363, '10000000': 3.86, peakMb: 900 },
  dataTable: { '1000000': 1.03, '10000000': 13.8, peakMb: 1055 },
  pandas: { '1000000': 1.49, '10000000': 41.6, peakMb: 2258 },
  lifetimes: { '1000000': 2.57, '10000000': 41.1, peakMb: 2249 },
} as const

/** Purchases for each customer, as in the peers' file. */
const ROWS_PER_CUSTOMER = 1_000_000 / 192_000

const FIRST_DAY = Date.UTC(2021, 0, 1) / 86_400_000
const WEEKS = 156

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    workers: { type: 'string' },
    runs: { type: 'string', default: '3' },
    times: { type: 'boolean', default: false },
    generate: { type: 'string' },
    measure: { type: 'string' },
  },
})
const rows = Number(values.rows)

if (values.generate !== undefined) await generate(values.generate)
else if (values.measure !== undefined) await measure(values.measure)
else await run()

/** Each run in a process of its own, so that neither making the file nor another run counts as memory. */
async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
  const file = path.join(folder, 'transactions.csv')
  const own = (...more: string[]): Promise<string> =>
    output([
      import.meta.filename,
      '--rows',
      values.rows,
      ...(values.workers === undefined ? [] : ['--workers', values.workers]),
      ...(values.times ? ['--times'] : []),
      ...more,
    ])
  try {
    await own('--generate', file)
    const runs: { seconds: number; peakMb: number }[] = []
    for (let index = 0; index < Number(values.runs); index += 1) {
      runs.push(JSON.parse(await own('--measure', file)))
    }
    runs.sort((left, right) => left.seconds - right.seconds)
    const median = runs[Math.floor(runs.length / 2)]
    console.log(
      JSON.stringify(
        {
          ...median,
          fileMb: Math.round((await stat(file)).size / 1e6),
          secondsOfRuns: runs.map(({ seconds }) => seconds),
          peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
          peers: PEERS,
        },
        null,
        2,
      ),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(file: string): Promise<void> {
  const { readTransactions } = await import('../../apps/cli/src/calculation/read-transactions.ts')
  const used = process.cpuUsage()
  const started = performance.now()
  const { counts, columns } = await readTransactions(file, {
    today: '2026-01-01',
    ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
  })
  const seconds = (performance.now() - started) / 1000
  const processor = process.cpuUsage(used)
  console.log(
    JSON.stringify({
      ...counts,
      seconds: Number(seconds.toFixed(3)),
      // Of all threads; where it is much below the seconds, other programs had the processors.
      processorSeconds: Number(((processor.user + processor.system) / 1e6).toFixed(3)),
      rowsPerSecond: Math.round(counts.rows / seconds),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
      sumOfFrequency: columns.frequency.reduce((sum, frequency) => sum + frequency, 0),
    }),
  )
}

/** Purchases of a BG/NBD population with the CDNOW parameters, from several years, in order of time. */
async function generate(file: string): Promise<void> {
  const random = seededRandom(1)
  const customers = Math.round(rows / ROWS_PER_CUSTOMER)
  const purchases = new Float64Array(rows)
  let made = 0
  const add = (customer: number, day: number): void => {
    if (made < rows) purchases[made++] = day * 2 ** 24 + customer
  }
  for (let customer = 0; customer < customers; customer += 1) {
    const first = Math.floor(random() * 12 * 7)
    const rate = gammaVariate(0.243, 4.414, random)
    add(customer, first)
    for (let week = first / 7; random() > 0.08; ) {
      week += exponentialVariate(random) / rate
      if (week > WEEKS) break
      add(customer, Math.floor(week * 7))
    }
  }
  // What is missing to the number of rows is bought by anyone, any day.
  while (made < rows) add(Math.floor(random() * customers), Math.floor(random() * WEEKS * 7))
  purchases.sort()
  const stream = createWriteStream(file)
  const dates = Array.from({ length: WEEKS * 7 + 8 }, (_, day) =>
    new Date((FIRST_DAY + day) * 86_400_000).toISOString().slice(0, 10),
  )
  let text = 'customer_id,date,amount\n'
  for (const purchase of purchases) {
    const day = Math.floor(purchase / 2 ** 24)
    const customer = purchase - day * 2 ** 24
    const time = values.times ? `T${String(Math.floor(random() * 24)).padStart(2, '0')}:30:00Z` : ''
    text += `C${String(customer).padStart(7, '0')},${dates[day]}${time},${(1 + random() * 80).toFixed(2)}\n`
    if (text.length > 1 << 20) {
      if (!stream.write(text)) await once(stream, 'drain')
      text = ''
    }
  }
  stream.end(text)
  await once(stream, 'finish')
}

function output(parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, ...parameters], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`ended with code ${code}`))))
  })
}
