import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { BrowserContext, Page } from 'playwright-core'
import { joinDemo, serveDemo, settled } from '../support/served-demo.ts'

// Draws the pictures of the README from the served demo: `npm run pictures`. The demo is deterministic, and so are they.

const root = path.resolve(import.meta.dirname, '../..')
const folder = path.join(root, 'docs/pictures')
/** Larger ones make a README slow. */
const mostBytes = 150_000
const size = { width: 1280, height: 800 }

/** Each picture: where it is drawn, and how one gets there. */
const pictures: readonly {
  readonly name: string
  readonly height?: number
  readonly reach: (page: Page) => Promise<unknown>
}[] = [
  { name: 'overview', height: 1000, reach: (page) => page.goto('/') },
  {
    name: 'customer',
    height: 1000,
    reach: async (page) => {
      await page.goto('/customers?q=olga+turner')
      await page.getByRole('link', { name: 'Olga Turner' }).first().click()
      await page.waitForURL(/\/customers\/\d+/)
      await settled(page)
    },
  },
  {
    name: 'ticket',
    height: 1000,
    reach: async (page) => {
      await page.goto('/service/tickets?selection=late&channel=email')
      await settled(page)
      await page.locator('main table tbody a').first().click()
      await page.getByRole('heading', { name: 'The clock of this ticket' }).waitFor()
      // With the nights that do not count.
      await page.getByLabel('Time', { exact: true }).selectOption('Working hours')
    },
  },
  {
    name: 'plan',
    reach: async (page) => {
      await page.goto('/syncs/plans')
      await settled(page)
      await page.locator('main table tbody a').first().click()
      const changes = page.getByRole('heading', { name: 'Changes', exact: true })
      await changes.waitFor()
      await settled(page)
      await changes.evaluate((heading) => heading.scrollIntoView({ block: 'start' }))
    },
  },
]

await using demo = await serveDemo()
const context = await demo.browser.newContext({
  ...{ baseURL: demo.link.origin, viewport: size, colorScheme: 'light', reducedMotion: 'reduce' },
})
const page = await context.newPage()
await joinDemo(page, demo.link)
await mkdir(folder, { recursive: true })
for (const { name, height = size.height, reach } of pictures) {
  await page.setViewportSize({ ...size, height })
  await reach(page)
  await settled(page)
  await draw(context, page, path.join(folder, `${name}.webp`))
}

/** WebP, which Playwright has no name for. */
async function draw(context: BrowserContext, page: Page, file: string): Promise<void> {
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  await session.detach()
  await writeFile(file, Buffer.from(data, 'base64'))
  const { size: bytes } = await stat(file)
  process.stdout.write(`${path.relative(root, file)}  ${Math.round(bytes / 1_000)} kB\n`)
  if (bytes > mostBytes) throw new Error(`${file} is larger than ${mostBytes} bytes`)
}
