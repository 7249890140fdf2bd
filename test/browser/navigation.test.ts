import { expect, test } from 'vitest'
import type { PageDocument, PageElement } from './in-page.ts'
import { settled, visit } from './visit.ts'

declare const document: PageDocument
declare const getComputedStyle: (element: PageElement) => { readonly backgroundColor: string }

test('the page offers what the role may do, and nothing else', async () => {
  const offered = async (role: 'owner' | 'analyst' | 'viewer') => {
    await using window = await visit({ role })
    await window.open('/customers')
    const links = await window.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link')
      .allTextContents()
    return { links, exports: await window.page.getByRole('link', { name: 'CSV' }).count() }
  }
  const numbers = ['Overview', 'Customers', 'Service', 'Reputation']
  expect(await offered('owner')).toEqual({ links: [...numbers, 'Syncs', 'Settings'], exports: 1 })
  expect(await offered('analyst')).toEqual({ links: [...numbers, 'Syncs', 'Settings'], exports: 1 })
  expect(await offered('viewer')).toEqual({ links: [...numbers, 'Settings'], exports: 0 })
})

test('a page that the role does not include says so and leads on', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/settings/users')
  await page.getByText('Your role, Viewer, does not include this page.').waitFor()
  await page.getByRole('link', { name: 'Go to the first page' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

test('an address that leads nowhere says so once, with the way on beside it', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/nothing/here')
  const said = page.getByRole('main').getByRole('heading', { name: 'There is nothing here' })
  await said.waitFor()
  expect(await said.count()).toBe(1)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Service' }).click()
  await page.getByRole('heading', { level: 1, name: 'Service' }).waitFor()
})

test('on a phone a table shows its other columns when somebody asks for them', async () => {
  await using window = await visit({ role: 'analyst', size: { width: 360, height: 740 } })
  const { page, open } = window
  await open('/syncs/runs')
  const took = page.getByRole('columnheader', { name: 'Took' })
  expect(await took.isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Show all columns' }).click()
  await took.waitFor({ state: 'visible' })
  await page.getByRole('button', { name: 'Show fewer columns' }).click()
  await took.waitFor({ state: 'hidden' })
})

test('the keyboard alone goes everywhere: past the navigation, by shortcuts, and to their list', async () => {
  await using window = await visit({ role: 'owner' })
  const { page, open } = window
  await open('/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('heading', { level: 1, name: 'Service' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('page-title')
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await list.getByText('Go to Reputation').waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })
  await page.keyboard.press('/')
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
  await page.locator('input[type="search"]:focus').waitFor()
  await page.keyboard.type('g c')
  expect(new URL(page.url()).pathname).toBe('/customers')
})

test('shortcuts of single letters can be turned off, and stay off', async () => {
  await using window = await visit({ role: 'owner' })
  const { page, open } = window
  await open('/')
  await page.keyboard.press('?')
  await page.getByLabel('Shortcuts of single letters are on').uncheck()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.reload()
  await settled(page)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  expect(new URL(page.url()).pathname).toBe('/')
})

test('the theme that was chosen is there before anything is drawn', async () => {
  await using window = await visit({ role: 'owner', theme: 'light' })
  const { page, open } = window
  await open('/')
  await page.getByLabel('Theme').selectOption('dark')
  await page.goto('/', { waitUntil: 'commit' })
  await page.waitForSelector('html[data-theme="dark"]', { state: 'attached' })
  await settled(page)
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  expect(ground).toBe('rgb(17, 21, 27)')
})
