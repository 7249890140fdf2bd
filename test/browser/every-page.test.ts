import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems } from './accessibility.ts'
import { settled, type Visit, visit } from './visit.ts'

const screenshots = path.resolve(import.meta.dirname, '../screenshots')
mkdirSync(screenshots, { recursive: true })

/** Every page: a new one is a line here. `reach` goes on from the address where that does not name it. */
const pages: readonly {
  readonly name: string
  readonly path: string
  readonly signedIn?: false
  readonly reach?: (page: Page) => Promise<unknown>
}[] = [
  { name: 'sign-in', path: '/sign-in', signedIn: false },
  { name: 'welcome', path: '/welcome#token=none', signedIn: false },
  { name: 'overview', path: '/' },
  { name: 'customers', path: '/customers' },
  {
    name: 'customer',
    path: '/customers',
    reach: (page) => page.getByRole('link', { name: 'Olga Turner' }).click(),
  },
  { name: 'service', path: '/service' },
  { name: 'reputation', path: '/reputation' },
  { name: 'syncs', path: '/syncs' },
  { name: 'settings', path: '/settings' },
  { name: 'not-found', path: '/nothing-here' },
]

async function reach(window: Visit, { path, reach }: (typeof pages)[number]): Promise<void> {
  await window.open(path)
  if (reach === undefined) return
  await reach(window.page)
  await window.page.waitForURL((url) => url.pathname !== path)
  await settled(window.page)
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each([
    ['before signing in', null],
    ['after it', 'owner'],
  ] as const)('every page can be read and used by everybody, %s', async (_, role) => {
    await using window = await visit({ role, theme, expected: /401/ })
    for (const one of pages.filter(({ signedIn }) => (signedIn === false) === (role === null))) {
      await reach(window, one)
      const file = path.join(screenshots, `${one.name}-${theme}.png`)
      await window.page.screenshot({ path: file, fullPage: true })
      expect({ [one.name]: await accessibilityProblems(window.page) }).toEqual({ [one.name]: [] })
    }
  })
})

/** A phone; and a window of 1280 pixels in which everything is twice as large, which has room for 640. */
const sizes = [
  { size: 'on a phone', width: 360, height: 740 },
  { size: 'at 200 % zoom', width: 640, height: 400 },
] as const

describe.each(sizes)('$size', ({ width, height }) => {
  test('no page is wider than the window', async () => {
    await using window = await visit({ role: 'owner', size: { width, height } })
    for (const one of pages.filter(({ signedIn }) => signedIn !== false)) {
      await reach(window, one)
      const wide = await window.page.evaluate(() => document.documentElement.scrollWidth)
      expect({ page: one.name, wide }).toEqual({ page: one.name, wide: width })
      if (width === 360)
        await window.page.screenshot({ path: path.join(screenshots, `${one.name}-phone.png`) })
    }
  })
})
