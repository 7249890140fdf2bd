import { expect, inject, test } from 'vitest'
import { accessibilityProblems } from './accessibility.ts'
import { visit } from './visit.ts'

test('an owner makes a link for a new password, its person sets one by it, and signs in with that', async () => {
  await using owner = await visit({ role: 'owner' })
  const email = `ria-${Date.now()}@people.example`
  const headers = { origin: inject('url') }
  const invited = await owner.context.request.post('/api/invitations', {
    data: { email, role: 'viewer' },
    headers,
  })
  const { link: invitation } = await invited.json()
  const joined = await fetch(`${inject('url')}/api/welcome`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      token: invitation.split('#token=')[1],
      ...{ name: 'Ria Reset', email, password: 'a password soon forgotten' },
    }),
  })
  expect(joined.status).toBe(204)

  await owner.open('/settings/users')
  await owner.page.getByRole('button', { name: 'New password Ria Reset' }).click()
  await owner.page.getByRole('button', { name: 'Make the link' }).click()
  const shown = owner.page.getByText(/\/reset-password#token=/)
  await shown.waitFor()
  const link = (await shown.textContent()) ?? ''

  await using window = await visit({ expected: /401|410/ })
  const { page } = window
  await page.goto(link)
  await page.getByText(`For ${email}.`).waitFor()
  expect(page.url()).toBe(`${inject('url')}/reset-password`)
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('The password needs at least 12 characters.').waitFor()
  await page.getByLabel('New password').fill('a password to remember')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('The password is set. Sign in with it.').waitFor()
  await page.getByRole('link', { name: 'Go to sign in' }).click()
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill('a password to remember')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

  await page.goto('/settings')
  const made = await window.context.request.post('/api/api-keys', {
    data: { name: 'report', scopes: ['numbers:read'] },
    headers,
  })
  expect(made.status()).toBe(201)
  const change = async (from: string, to: string) => {
    await page.getByLabel('Current password').fill(from)
    await page.getByLabel('New password').fill(to)
    await page.getByRole('button', { name: 'Change the password' }).click()
  }
  await change('a password to remember', 'another one to remember')
  await page.getByText('1 API key of yours still holds. Who has it can go on with it.').waitFor()
  await page.getByLabel('Revoke all my API keys as well').check()
  await change('another one to remember', 'the last one to remember')
  await page.getByText('1 API key is revoked.').waitFor()
  await page.goto(link)
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
})
