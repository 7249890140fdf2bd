import { expect, inject, test } from 'vitest'
import { accessibilityProblems } from './accessibility.ts'
import { settled, visit } from './visit.ts'

test('who is not signed in comes to the door, and after it to where one wanted to go', async () => {
  await using window = await visit({ expected: /401/ })
  const { page, open } = window
  await open('/customers?sort=name')
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  const { email, password } = inject('accounts').viewer
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
  expect(new URL(page.url()).search).toBe('?sort=name')
})

test('a wrong password is told, and says nothing about who has an account', async () => {
  await using window = await visit({ expected: /401/ })
  const { page, open } = window
  await open('/sign-in')
  await page.getByLabel('E-mail address').fill('nobody@people.example')
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The e-mail address or the password is wrong.').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('wrong')
})

test('after signing out nothing is left to go back to', async () => {
  const { email, password } = inject('accounts').viewer
  await using window = await visit({ expected: /401/ })
  const { page, open } = window
  await open('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.goto('/customers')
  await settled(page)
  expect(new URL(page.url()).pathname).toBe('/sign-in')
})

test('a session that ended leads to the door and back', async () => {
  await using window = await visit({ role: 'viewer', alone: true, expected: /401/ })
  const { page, context, open } = window
  await open('/customers')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Name' }).click()
  await page.getByText('Your session has ended.').waitFor()
  expect(new URL(page.url()).searchParams.get('back')).toContain('/customers')
})

test('who is invited joins by the link, whose secret leaves the address at once and works once', async () => {
  await using owner = await visit({ role: 'owner' })
  const answer = await owner.context.request.post('/api/invitations', {
    data: { email: `nina-${Date.now()}@people.example`, role: 'analyst' },
    headers: { origin: inject('url') },
  })
  const { link } = await answer.json()
  await using window = await visit({ expected: /401|410/ })
  const { page } = window
  await page.goto(link)
  await page.getByText(/^You are invited to \S+ as Analyst\.$/).waitFor()
  expect(page.url()).toBe(`${inject('url')}/welcome`)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByLabel('Your name').fill('Nina New')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByText('The password needs at least 12 characters.').waitFor()
  await page.getByLabel('Password').fill('a password that is long')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByText('Nina New').waitFor()
  await page.goto(link)
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
})
