import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityProblems } from './accessibility.ts'
import type { PageDocument } from './in-page.ts'
import { picture } from './picture.ts'
import { settled, type Visit, visit } from './visit.ts'

declare const document: PageDocument

/** Every page: a new one is a line here. `reach` goes on from the address where that does not name it. */
const pages: readonly {
  readonly name: string
  readonly path: string
  readonly signedIn?: false
  readonly reach?: (page: Page) => Promise<unknown>
}[] = [
  { name: 'sign-in', path: '/sign-in', signedIn: false },
  { name: 'welcome', path: '/welcome#token=none', signedIn: false },
  { name: 'reset-password', path: '/reset-password#token=none', signedIn: false },
  { name: 'overview', path: '/' },
  // Some of them: each row takes its time to be checked, and tells no more than the one before.
  { name: 'customers', path: '/customers?segment=champions&sort=-clv' },
  {
    name: 'customer',
    path: '/customers?q=olga',
    reach: (page) => page.getByRole('link', { name: 'Olga Turner' }).click(),
  },
  { name: 'service', path: '/service' },
  { name: 'tickets', path: '/service/tickets?selection=late&channel=chat' },
  { name: 'ticket', path: '/service/tickets/hubspot%2Fticket%3Achristmas' },
  { name: 'presets', path: '/service/presets?channel=chat' },
  { name: 'reputation', path: '/reputation' },
  { name: 'places', path: '/reputation/places' },
  { name: 'reviews', path: '/reputation/reviews?unanswered=true&stars=1' },
  { name: 'syncs', path: '/syncs' },
  { name: 'runs', path: '/syncs/runs' },
  { name: 'run', path: '/syncs/runs/1' },
  { name: 'plans', path: '/syncs/plans' },
  { name: 'plan', path: '/syncs/plans/1?field=clv&state=applied' },
  { name: 'holds', path: '/syncs/holds' },
  { name: 'rejects', path: '/syncs/rejects' },
  { name: 'schedules', path: '/syncs/schedules' },
  { name: 'audit', path: '/syncs/audit' },
  { name: 'connect', path: '/syncs/connect' },
  { name: 'connect-hubspot', path: '/syncs/connect?connector=hubspot' },
  { name: 'mapping', path: '/syncs/connections/hubspot/mapping?stream=deal' },
  { name: 'settings', path: '/settings' },
  { name: 'users', path: '/settings/users' },
  { name: 'roles', path: '/settings/roles' },
  { name: 'hours', path: '/settings/hours' },
  { name: 'currencies', path: '/settings/currencies' },
  { name: 'policies', path: '/settings/policies' },
  { name: 'general', path: '/settings/general' },
  { name: 'not-found', path: '/nothing-here' },
]

async function reach(window: Visit, { path, reach }: (typeof pages)[number]): Promise<void> {
  await window.open(path)
  if (reach === undefined) return
  await reach(window.page)
  await window.page.waitForURL((url) => !path.startsWith(url.pathname))
  await settled(window.page)
}

const fullSize = { width: 1280, height: 800 }

/** A phone; and a window of 1280 pixels in which everything is twice as large, which has room for half as many. */
const narrow = [
  { name: 'phone', width: 360, height: 740 },
  { name: '200-percent', width: 640, height: 400 },
] as const

test.each([
  ['before signing in', null],
  ['after it', 'owner'],
] as const)('every page can be read and used by everybody, in both themes, %s', async (_, role) => {
  await using window = await visit({ role, theme: 'light', size: fullSize, expected: /401|410/ })
  const { page } = window
  for (const one of pages.filter(({ signedIn }) => (signedIn === false) === (role === null))) {
    await reach(window, one)
    await picture(page, `${one.name}-light`, true)
    expect({ [one.name]: await accessibilityProblems(page) }).toEqual({ [one.name]: [] })
    await expectToFit(page, one.name)
    // Nothing but the colours is different in the other theme.
    await page.emulateMedia({ colorScheme: 'dark' })
    await picture(page, `${one.name}-dark`, true)
    expect({ [one.name]: await accessibilityProblems(page, 'colours') }).toEqual({ [one.name]: [] })
    await page.emulateMedia({ colorScheme: 'light' })
  }
})

/** On a phone and at 200 % zoom nothing but a table scrolls sideways. */
async function expectToFit(page: Page, name: string): Promise<void> {
  for (const { name: size, ...viewport } of narrow) {
    await page.setViewportSize(viewport)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect({ name, size, wide }).toEqual({ name, size, wide: viewport.width })
    if (size === 'phone') await picture(page, `${name}-${size}`, false)
  }
  await page.setViewportSize(fullSize)
}
