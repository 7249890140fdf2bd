import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'
import chromiumBinary from '@sparticuz/chromium'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { PageDocument } from '../browser/in-page.ts'

declare const document: PageDocument

const program = path.resolve(import.meta.dirname, '../../apps/cli/bin/rapport.js')

/** The demo behind its page, and a browser to look at it. Ends, with its data, with `await using`. */
export interface ServedDemo extends AsyncDisposable {
  readonly browser: Browser
  /** Where the first owner joins, once. */
  readonly link: URL
}

/** Starts `rapport demo --serve` in a folder of its own, and a browser. */
export async function serveDemo(): Promise<ServedDemo> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-served-demo-'))
  const demo = spawn(process.execPath, [program, 'demo', '--serve', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise((resolve) => demo.once('exit', resolve))
  const stop = async (): Promise<void> => {
    demo.kill('SIGINT')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const link = await firstLink(demo.stderr)
    const browser = await chromium.launch({
      executablePath: await chromiumBinary.executablePath(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    return {
      browser,
      link,
      [Symbol.asyncDispose]: async () => {
        await browser.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The link for the first account, which the demo prints when it is served. */
async function firstLink(output: Readable): Promise<URL> {
  let told = ''
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    told += String(chunk)
    const [found] = /http:\/\/127\.0\.0\.1:\d+\/welcome#token=\S+/.exec(told) ?? []
    if (found !== undefined) {
      output.resume()
      return new URL(found)
    }
  }
  throw new Error(`the demo ended before it was served: ${told}`)
}

/** Makes the first account, and stays signed in as it. */
export async function joinDemo(page: Page, link: URL): Promise<void> {
  await page.goto(link.href)
  await page.getByLabel('Your name').fill('Ada Admin')
  await page.getByLabel('E-mail address').fill('ada@northlight.example')
  await page.getByLabel('Password').first().fill('a password for pictures')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/welcome'))
  await settled(page)
}

/** Waits until the page has its heading and loads nothing any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  await page.waitForLoadState('networkidle')
}
