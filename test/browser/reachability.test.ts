import { expect, test } from 'vitest'
import { initialSize } from '../../apps/dashboard/build.ts'
import { bestCustomer } from './shop.ts'
import { visit } from './visit.ts'

test('without a network what is shown stays, a line says so, and it goes by itself', async () => {
  await using window = await visit({ role: 'viewer', alone: true, expected: /ERR_INTERNET_DISCONNECTED/ })
  const { page, context, open } = window
  await open('/customers')
  await context.setOffline(true)
  await page.getByText('This computer is offline.').waitFor()
  expect(await page.getByRole('link', { name: bestCustomer }).count()).toBe(1)
  await context.setOffline(false)
  await page.getByText('This computer is offline.').waitFor({ state: 'detached' })
})

test('what cannot be loaded says so and is tried again on demand', async () => {
  await using window = await visit({ role: 'viewer', expected: /ERR_INTERNET_DISCONNECTED|ERR_FAILED/ })
  const { page, open } = window
  await page.route('**/api/customers?*', (route) => route.abort())
  await open('/customers')
  await page.getByText('The server does not answer. What you see may be old').waitFor()
  await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor()
  await page.unroute('**/api/customers?*')
  await page.getByRole('button', { name: 'Try now' }).click()
  await page.getByRole('link', { name: bestCustomer }).waitFor()
  await page.getByText('The server does not answer. What you see may be old').waitFor({ state: 'detached' })
})

test('the first page needs at most 200 kB of script, compressed', async () => {
  expect((await initialSize()).script).toBeLessThan(200_000)
})
