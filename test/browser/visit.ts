import type { Role } from '@rapport/server/routes'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { PageDocument } from './in-page.ts'
import type { Account } from './served-shop.ts'

declare const document: PageDocument
declare const localStorage: { clear(): void }

/** A window in which nothing is kept from before. Ends with `await using`, and fails where the page complained. */
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
  /** Another server than the one that all files share, with its accounts. */
  readonly at?: { readonly url: string; readonly accounts: Readonly<Record<Role, Account>> }
  readonly theme?: 'light' | 'dark'
  readonly size?: { readonly width: number; readonly height: number }
  /** Complaints that are to be expected: an answer of this kind is looked for by the test. */
  readonly expected?: RegExp
  /** Shares nothing with other windows: for what signs out, or takes the network away. */
  readonly alone?: boolean
}

let connected: Promise<Browser> | undefined
/** Cookies of each role at each server: signing in takes a hash that is slow on purpose. */
const cookies = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>()
/** Windows of one person share what the browser has loaded: to load and read the page's code takes longer than most tests. */
const shared = new Map<string, Promise<BrowserContext>>()

/** Opens a window. */
export async function visit({
  role = null,
  at = { url: inject('url'), accounts: inject('accounts') },
  theme = 'light',
  size = { width: 1280, height: 800 },
  expected,
  alone = role === null,
}: VisitOptions = {}): Promise<Visit> {
  const opened = () => openContext(role, at, theme)
  const context = await (alone ? opened() : kept(`${role} ${theme} ${at.url}`, opened))
  const page = await context.newPage()
  await page.setViewportSize(size)
  const complaints: string[] = []
  listen(page, complaints, at.url, expected)
  return {
    page,
    context,
    complaints,
    open: async (path) => {
      await page.goto(path)
      await settled(page)
    },
    [Symbol.asyncDispose]: async () => {
      if (alone) {
        await context.close()
      } else {
        if (page.url().startsWith(at.url)) await page.evaluate(() => localStorage.clear())
        await page.close()
      }
      expect(complaints).toEqual([])
    },
  }
}

function kept(key: string, open: () => Promise<BrowserContext>): Promise<BrowserContext> {
  const context = shared.get(key) ?? open()
  shared.set(key, context)
  return context
}

async function openContext(
  role: Role | null,
  at: NonNullable<VisitOptions['at']>,
  theme: NonNullable<VisitOptions['theme']>,
): Promise<BrowserContext> {
  connected ??= chromium.connect(inject('browser'))
  const context = await (await connected).newContext({
    ...{ baseURL: at.url, colorScheme: theme, reducedMotion: 'reduce' },
  })
  context.setDefaultTimeout(30_000)
  if (role !== null) await enter(context, role, at)
  return context
}

/** Waits until the page has its heading and loads nothing any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

async function enter(
  context: BrowserContext,
  role: Role,
  { url: origin, accounts }: NonNullable<VisitOptions['at']>,
): Promise<void> {
  const key = `${role} ${origin}`
  const kept = cookies.get(key)
  if (kept !== undefined) return context.addCookies(kept)
  const answer = await context.request.post('/api/auth/sign-in/email', {
    data: accounts[role],
    headers: { origin },
  })
  expect(answer.status()).toBe(204)
  cookies.set(key, await context.cookies())
}

function listen(page: Page, complaints: string[], url: string, expected: RegExp | undefined): void {
  const complain = (text: string): void => {
    if (expected?.test(text) !== true) complaints.push(text)
  }
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') complain(`${entry.type()}: ${entry.text()}`)
  })
  page.on('pageerror', (error) => complain(`error: ${error.message}`))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin && !request.url().startsWith('data:'))
      complain(`asked elsewhere: ${request.url()}`)
  })
}
