// Measures how long pages take from the address to where one can use them: nothing is loaded any more, and no task of the page keeps
// the browser from answering a key. The served demo, in a browser that has kept nothing (first) or has been there before (again).
//   npm run bench:page -- --times 5
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { BrowserContext } from 'playwright-core'
import { joinDemo, serveDemo } from '../support/served-demo.ts'

const { values: options } = parseArgs({ options: { times: { type: 'string', default: '5' } } })
const times = Number(options.times)

/** Where each of the three people begins, and where they go next. */
const pages = ['/', '/customers', '/service', '/reputation', '/syncs']

declare const PerformanceObserver: new (
  take: (list: { getEntries(): { startTime: number; duration: number }[] }) => void,
) => { observe(options: { type: string; buffered: boolean }): void }
declare const window: { lastLongTask: number }
declare const document: { querySelector(selector: string): unknown }

await using demo = await serveDemo()
const first = await demo.browser.newContext({ baseURL: demo.link.origin })
await joinDemo(await first.newPage(), demo.link)
const storageState = await first.storageState()

for (const path of pages) {
  const [cold, warm]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < times; turn += 1) {
    const context = await demo.browser.newContext({ baseURL: demo.link.origin, storageState })
    cold.push(await interactiveAfter(context, path))
    warm.push(await interactiveAfter(context, path))
    await context.close()
  }
  const figures = { firstMs: median(cold), firstMaxMs: Math.max(...cold), againMs: median(warm) }
  process.stdout.write(`${JSON.stringify({ path, ...figures })}\n`)
}

/** Milliseconds from the start of the navigation. */
async function interactiveAfter(context: BrowserContext, path: string): Promise<number> {
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.lastLongTask = 0
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.lastLongTask = startTime + duration
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(path, { waitUntil: 'commit' })
  const shown = await page.waitForFunction(
    () =>
      document.querySelector('h1') !== null &&
      document.querySelector('[aria-busy="true"]') === null &&
      performance.now(),
    undefined,
    { polling: 'raf' },
  )
  const shownAt = Number(await shown.jsonValue())
  await page.waitForLoadState('networkidle')
  const lastTask = await page.evaluate(() => window.lastLongTask)
  await page.close()
  return Math.round(Math.max(shownAt, lastTask))
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
