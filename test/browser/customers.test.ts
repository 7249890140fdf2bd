import { expect, test } from 'vitest'
import type { PageDocument } from './in-page.ts'
import { bestCustomer, scriptName } from './shop.ts'
import { settled, visit } from './visit.ts'

declare const document: PageDocument

test('a sales rep finds the customer who is worth most in one click, and opens why', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/')
  await page.getByRole('link', { name: 'Customers', exact: true }).click()
  const first = page.getByRole('row').nth(1)
  await first.getByRole('link', { name: bestCustomer }).click()
  await page.getByRole('heading', { level: 1, name: bestCustomer }).waitFor()
  await settled(page)
  await page.getByText(/^Future value about \$[\d,]+ in margin over the next 12 months/).waitFor()
  await page.getByRole('button', { name: 'Show the computation' }).click()
  await page.getByText(/discounted orders × \$[\d.]+ per order × 30% margin/).waitFor()
  const orders = page.getByRole('region', { name: 'Orders that it rests on' })
  expect(await orders.getByRole('row').count()).toBe(101)
  await page.getByRole('tab', { name: 'Deals (100)' }).waitFor()
  const deals = page.getByRole('region', { name: 'Deals, table' }).getByRole('rowheader')
  expect(await deals.count()).toBe(20)
  const more = page.getByRole('button', { name: 'Show more Deals' })
  await more.click()
  await page.getByText('70 of 100').waitFor()
  await more.click()
  // The button is gone, and the keyboard goes on from where it stood.
  await page.locator(':focus', { hasText: '100 of 100' }).waitFor()
  expect(new Set(await deals.allTextContents()).size).toBe(100)
  expect(await more.count()).toBe(0)
})

test('every number says what it is', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/customers')
  const number = page.getByRole('button', { name: /^About Future value: \$/ }).first()
  await number.click()
  const facts = page.getByRole('dialog', { name: 'Future value' })
  for (const fact of ['80% interval', 'Sample', 'Policy', 'As of', 'Last sync'])
    await facts.getByText(fact, { exact: true }).waitFor()
  expect(await facts.getByRole('link', { name: /@\d/ }).getAttribute('href')).toBe(
    '/settings/policies#policy-value',
  )
  await page.keyboard.press('Escape')
  await facts.waitFor({ state: 'hidden' })
  expect(await number.evaluate((element) => element === document.activeElement)).toBe(true)
})

test('what is searched, filtered and sorted stands in the address, and the export is of just that', async () => {
  await using window = await visit({ role: 'owner' })
  const { page, open } = window
  await open('/customers')
  await page.getByRole('searchbox').fill('costa')
  await page.waitForURL(/q=costa/)
  await page.getByRole('button', { name: 'Churn risk' }).click()
  await page.getByLabel('High').check()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Name' }).click()
  await page.waitForURL(/sort=name/)
  await settled(page)
  const names = page.getByRole('rowheader').getByRole('link')
  const shown = await names.allTextContents()
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.every((name) => name.includes('Costa'))).toBe(true)
  expect(shown).toEqual([...shown].sort())
  expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
  const address = await page.getByRole('link', { name: 'CSV' }).getAttribute('href')
  expect(address).toBe('/api/customers/export?q=costa&churnRisk=high&sort=name&format=csv')
  await page.reload()
  await settled(page)
  expect(await names.allTextContents()).toEqual(shown)
})

test('nobody matching is said, with the way back', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/customers?q=nobody+of+this+name')
  await page.getByRole('heading', { name: 'No customer matches' }).waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).last().click()
  await page.getByRole('link', { name: bestCustomer }).waitFor()
})

test('a page further on is reached by its cursor, and back goes back', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/customers')
  await page.getByRole('link', { name: 'Next page' }).click()
  await page.waitForURL(/cursor=/)
  await page.getByRole('link', { name: bestCustomer }).waitFor({ state: 'detached' })
  await page.goBack()
  await page.getByRole('link', { name: bestCustomer }).waitFor()
})

test('a program in a name is shown as text', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/customers?q=script')
  await page.getByRole('link', { name: scriptName }).click()
  await page.getByRole('heading', { level: 1, name: scriptName }).waitFor()
  await settled(page)
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
})

test('a chart is read by the keyboard, and as a table', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/customers')
  await page.getByRole('link', { name: bestCustomer }).click()
  const points = page.getByRole('slider', { name: 'Points of Future value over time' })
  await points.focus()
  await page.keyboard.press('Home')
  expect(await points.getAttribute('aria-valuetext')).toMatch(/^30 Jun 2024: \$/)
  const figure = page.getByRole('figure', { name: 'Future value over time' })
  expect(await figure.locator('figcaption').textContent()).toContain('Future value went from $')
  await page.getByRole('button', { name: 'Show as table' }).click()
  expect(await figure.getByRole('rowheader').allTextContents()).toEqual(['30 Jun 2024', '31 Dec 2024'])
})

test('a customer that there is not is said to be none', async () => {
  await using window = await visit({ role: 'viewer', expected: /404/ })
  const { page, open } = window
  await open('/customers/999999999')
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor()
})
