// Measures the reputation of places with keywords from a CSV of reviews. Prints one JSON object.
//   npm run bench:reputation -- --reviews 1000000 [--places 1000] [--workers 2] [--runs 1]
// The file is made first, seeded, in a folder of its own that is removed at the end: 40 words a review, in seven languages.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { seededRandom } from '@rapport/stats'
import { anyLanguage, anyText } from './review-texts.ts'

const AS_OF = Date.UTC(2026, 5, 30, 23, 59, 59)
const DAY = 86_400_000

const { values } = parseArgs({
  options: {
    reviews: { type: 'string', default: '1000000' },
    places: { type: 'string', default: '1000' },
    workers: { type: 'string', default: '2' },
    runs: { type: 'string', default: '1' },
    generate: { type: 'string' },
    measure: { type: 'string' },
  },
})
const reviews = Number(values.reviews)

if (values.generate !== undefined) await generate(values.generate)
else if (values.measure !== undefined) await measure(values.measure)
else await run()

/** Each run in a process of its own, so that neither making the file nor another run counts as memory. */
async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
  const file = path.join(folder, 'reviews.csv')
  const same = ['--reviews', values.reviews, '--places', values.places, '--workers', values.workers]
  const own = (...more: string[]): Promise<string> => output([import.meta.filename, ...same, ...more])
  try {
    await own('--generate', file)
    const runs: { seconds: number }[] = []
    for (let index = 0; index < Number(values.runs); index += 1) {
      runs.push(JSON.parse(await own('--measure', file)))
    }
    runs.sort((left, right) => left.seconds - right.seconds)
    const fileMb = Math.round((await stat(file)).size / 1e6)
    const secondsOfRuns = runs.map(({ seconds }) => seconds)
    console.log(JSON.stringify({ ...runs[Math.floor(runs.length / 2)], fileMb, secondsOfRuns }, null, 2))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(file: string): Promise<void> {
  const { calculateReputation } = await import(
    '../../apps/cli/src/reputation-calculation/calculate-reputation.ts'
  )
  const used = process.cpuUsage()
  const started = performance.now()
  const { counts, places } = await calculateReputation(file, {
    asOf: AS_OF,
    tomorrow: AS_OF + 1,
    workers: Number(values.workers),
  })
  const seconds = (performance.now() - started) / 1000
  const processor = process.cpuUsage(used)
  console.log(
    JSON.stringify({
      ...counts,
      places: places.length,
      keywords: places.reduce((sum, place) => sum + place.keywords.length, 0),
      seconds: Number(seconds.toFixed(2)),
      // Of all threads; where it is not much above the seconds, other programs had the processors.
      processorSeconds: Number(((processor.user + processor.system) / 1e6).toFixed(2)),
      reviewsPerSecond: Math.round(counts.rows / seconds),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
}

async function generate(file: string): Promise<void> {
  const random = seededRandom(1)
  const stream = createWriteStream(file)
  const places = Number(values.places)
  let text = 'source,place_id,review_id,rating,scale_min,scale_max,created_at,text,language,replied_at\n'
  for (let review = 0; review < reviews; review += 1) {
    const written = anyLanguage(random)
    const stars = [1, 2, 3, 4, 5, 5, 5, 4, 5, 1][Math.floor(random() * 10)] ?? 5
    const at = AS_OF - Math.floor(random() * 1_000 * DAY)
    const moment = new Date(at).toISOString()
    const reply = random() < 0.5 ? new Date(at + random() * 5 * DAY).toISOString() : ''
    const source = random() < 0.7 ? 'google' : 'trustpilot'
    text += `${source},P${Math.floor(random() * places)},R${review},${stars},1,5,${moment},"${anyText(written, stars, random)}",${written.tag},${reply}\n`
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
