import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import chromiumBinary from '@sparticuz/chromium'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import type { PageDocument } from '../browser/in-page.ts'

// Draws the pictures of the README from the served demo: `npm run pictures`. The demo is deterministic, and so are they.

declare const document: PageDocument

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

const work = await mkdtemp(path.join(tmpdir(), 'rapport-pictures-'))
const demo = spawn(
  process.execPath,
  [path.join(root, 'apps/cli/bin/rapport.js'), 'demo', '--serve', '--port', '0'],
  { cwd: work, stdio: ['ignore', 'ignore', 'pipe'] },
)
try {
  const link = await firstLink()
  const browser = await chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const context = await browser.newContext({
      ...{ baseURL: link.origin, viewport: size, colorScheme: 'light', reducedMotion: 'reduce' },
    })
    const page = await context.newPage()
    await join(page, link)
    await mkdir(folder, { recursive: true })
    for (const { name, height = size.height, reach } of pictures) {
      await page.setViewportSize({ ...size, height })
      await reach(page)
      await settled(page)
      await draw(context, page, path.join(folder, `${name}.webp`))
    }
  } finally {
    await browser.close()
  }
} finally {
  demo.kill('SIGINT')
  await new Promise((resolve) => demo.once('exit', resolve))
  await rm(work, { recursive: true, force: true })
}

/** The link for the first account, which the demo prints when it is served. */
async function firstLink(): Promise<URL> {
  let told = ''
  for await (const chunk of demo.stderr) {
    told += String(chunk)
    const [found] = /http:\/\/127\.0\.0\.1:\d+\/welcome#token=\S+/.exec(told) ?? []
    if (found !== undefined) {
      demo.stderr.resume()
      return new URL(found)
    }
  }
  throw new Error(`the demo ended before it was served: ${told}`)
}

async function join(page: Page, link: URL): Promise<void> {
  await page.goto(link.href)
  await page.getByLabel('Your name').fill('Ada Admin')
  await page.getByLabel('E-mail address').fill('ada@northlight.example')
  await page.getByLabel('Password').first().fill('a password for pictures')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/welcome'))
  await settled(page)
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  await page.waitForLoadState('networkidle')
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
