import type { Role } from '@rapport/server/routes'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, expect, inject } from 'vitest'

/** A window of its own, with nothing kept from before. Ends with `await using`, and fails where the page complained. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page complained of, and which other hosts it asked. */
  readonly complaints: string[]
  /** Goes to a page of the dashboard and waits until it is there. */
  open(path: string): Promise<void>
}

export interface VisitOptions {
  /** Signed in as this role; null: not signed in. */
  readonly role?: Role | null
  readonly theme?: 'light' | 'dark'
  readonly size?: { readonly width: number; readonly height: number }
  /** Complaints that are to be expected: an answer of this kind is looked for by the test. */
  readonly expected?: RegExp
}

let connected: Promise<Browser> | undefined
/** Cookies of each role: signing in takes a hash that is slow on purpose. */
const cookies = new Map<Role, Awaited<ReturnType<BrowserContext['cookies']>>>()

afterAll(async () => {
  await (await connected)?.close()
  connected = undefined
  cookies.clear()
})

/** Opens a window. */
export async function visit({
  role = null,
  theme = 'light',
  size = { width: 1280, height: 800 },
  expected,
}: VisitOptions = {}): Promise<Visit> {
  connected ??= chromium.connect(inject('browser'))
  const context = await (await connected).newContext({
    ...{ baseURL: inject('url'), viewport: size, colorScheme: theme, reducedMotion: 'reduce' },
  })
  context.setDefaultTimeout(30_000)
  if (role !== null) await enter(context, role)
  const page = await context.newPage()
  const complaints: string[] = []
  listen(page, complaints, expected)
  return {
    page,
    context,
    complaints,
    open: async (path) => {
      await page.goto(path)
      await settled(page)
    },
    [Symbol.asyncDispose]: async () => {
      await context.close()
      expect(complaints).toEqual([])
    },
  }
}

/** Waits until the page has its heading and loads nothing any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

async function enter(context: BrowserContext, role: Role): Promise<void> {
  const kept = cookies.get(role)
  if (kept !== undefined) return context.addCookies(kept)
  const origin = inject('url')
  const answer = await context.request.post('/api/auth/sign-in/email', {
    data: inject('accounts')[role],
    headers: { origin },
  })
  expect(answer.status()).toBe(204)
  cookies.set(role, await context.cookies())
}

function listen(page: Page, complaints: string[], expected: RegExp | undefined): void {
  const complain = (text: string): void => {
    if (expected?.test(text) !== true) complaints.push(text)
  }
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') complain(`${entry.type()}: ${entry.text()}`)
  })
  page.on('pageerror', (error) => complain(`error: ${error.message}`))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(inject('url')).origin && !request.url().startsWith('data:'))
      complain(`asked elsewhere: ${request.url()}`)
  })
}
