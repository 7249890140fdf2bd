import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityProblems } from './accessibility.ts'
import { type ServedSyncs, serveSyncs } from './served-syncs.ts'
import { settled, visit } from './visit.ts'

let served: ServedSyncs
beforeAll(async () => {
  served = await serveSyncs()
})
afterAll(() => served[Symbol.asyncDispose]())

test('an admin sets the working hours, sees what a wait over the weekend counts as, and finds who changed what', async () => {
  // What is refused on the way is what is looked for.
  await using window = await visit({ role: 'admin', at: served, expected: /422/ })
  const { page, open } = window
  await open('/settings/hours')
  await page.getByRole('button', { name: 'Add a schedule' }).click()
  await page.getByRole('status').getByText('It counts as 15 min in working hours').waitFor()
  await page.getByLabel('Monday').fill('08:00-17:00')
  await page.getByRole('status').getByText('It counts as 1 hr 15 min in working hours').waitFor()
  await page.getByLabel('Day', { exact: true }).fill('2026-12-25')
  await page.getByRole('button', { name: 'Add the holiday' }).click()
  await page.getByRole('button', { name: 'Save the working hours' }).click()
  await page.getByText('The working hours are changed.').waitFor()
  const written = await served.configuration()
  expect(written).toContain('08:00-17:00')
  expect(written).toContain('2026-12-25')

  await page.getByRole('link', { name: 'Policies' }).click()
  await settled(page)
  await page.getByText(/parameters Customer value/).click()
  await page.getByLabel('margin').fill('2')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page
    .getByRole('alert')
    .getByText(/metrics\.value\.margin/)
    .waitFor()
  await page.getByLabel('margin').fill('0.45')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('value.margin: nothing → 0.45').waitFor()
  expect(await served.configuration()).toContain('margin: 0.45')
})

test('an admin connects a system: each check by its name, the pasted secret nowhere, then the mapping', async () => {
  await using window = await visit({ role: 'admin', at: served, expected: /422/ })
  const { page, open } = window
  await open('/syncs')
  await page.getByRole('link', { name: 'Connect a system' }).click()
  const site = page.getByRole('listitem').filter({ hasText: 'Google Business Profile' })
  await site.getByText('Answers to reviews are sent to it').waitFor()
  await page.getByRole('button', { name: 'Choose HubSpot' }).click()
  expect(await page.getByLabel('Name of the connection').inputValue()).toBe('hubspot-2')
  await page.getByLabel('Name of the connection').fill('second')
  await page.getByLabel('Access token', { exact: true }).fill(served.portal.token)
  await page.getByText(/more settings/).click()
  const address = page.getByLabel('Address of the API')
  await address.fill('http://169.254.169.254')
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await page
    .getByRole('alert')
    .getByText(/allowPrivateAddresses/)
    .waitFor()
  expect(await page.getByRole('button', { name: 'Save the connection' }).isDisabled()).toBe(true)
  await address.fill(served.portal.server.baseUrl)
  await page.getByRole('button', { name: 'Test the connection' }).click()
  const checks = page.getByRole('region', { name: 'Checks' })
  await checks.getByText('reachable', { exact: true }).waitFor()
  await checks.getByText('authorised', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save the connection' }).click()
  await page.getByRole('heading', { name: 'second is connected' }).waitFor()
  await page.getByRole('button', { name: 'Sync now' }).waitFor()
  const written = await served.configuration()
  expect(written).toContain('accessToken: stored:second.accessToken')
  expect(written + (await page.content())).not.toContain(served.portal.token)

  await page.getByRole('link', { name: 'Mapping' }).click()
  await page.getByRole('heading', { level: 1, name: 'Mapping of second' }).waitFor()
  expect(await page.title()).toBe('Mapping of second · Rapport')
  await page.getByRole('tab', { name: 'deal' }).click()
  await page.getByLabel('Source field of Amount', { exact: true }).fill('amount_net')
  await page.getByText('The next sync reads all records of deal again, which can take a while.').waitFor()
  await page.getByRole('button', { name: 'Save the mapping' }).click()
  await page.getByText('The mapping is changed.').waitFor()
  expect(await served.configuration()).toContain('amount: amount_net')
})

test('an admin signs in to a system in another window, tests what that gave, and saves it', async () => {
  await using window = await visit({ role: 'admin', at: served })
  const { page, context, open } = window
  await open('/syncs/connect?connector=hubspot')
  await page.getByLabel('Name of the connection').fill('by-app')
  await page.getByLabel('How Rapport signs in').selectOption('authorizationCode')
  await page.getByText(`${served.url}/api/setup/consent-answer`, { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: 'Test the connection' }).isDisabled()).toBe(true)
  await page.getByLabel('Client ID').fill(served.app.clientId)
  await page.getByLabel('Client secret', { exact: true }).fill(served.app.clientSecret)
  await page.getByText(/more settings/).click()
  await page.getByLabel('Address of the API').fill(served.portal.server.baseUrl)
  await page.getByLabel('Address where people open it').fill(served.portal.server.baseUrl)
  await page.getByRole('button', { name: 'Prepare the sign-in' }).click()
  const link = page.getByRole('link', { name: 'Sign in to HubSpot (new window)' })
  expect(await accessibilityProblems(page)).toEqual([])
  const [other] = await Promise.all([context.waitForEvent('page'), link.click()])
  await other.getByText('You are signed in').waitFor()
  expect(other.url()).toBe(`${served.url}/syncs/connect/signed-in?outcome=given`)
  expect(await accessibilityProblems(other)).toEqual([])
  await other.close()

  await page.getByText('Signed in', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await page.getByRole('region', { name: 'Checks' }).getByText('authorised', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save the connection' }).click()
  await page.getByRole('heading', { name: 'by-app is connected' }).waitFor()
  const written = await served.configuration()
  expect(written).toContain('refreshToken: stored:by-app.refreshToken')
  expect(written + (await page.content())).not.toContain(served.app.refreshToken)
})

test('a person is invited with a link, a key is shown once, and a viewer changes nothing', async () => {
  await using owner = await visit({ role: 'owner', at: served })
  await owner.open('/settings/users')
  await owner.page.getByRole('button', { name: 'Invite a person' }).click()
  await owner.page.getByRole('textbox', { name: 'E-mail address' }).fill('new@people.example')
  await owner.page.getByRole('button', { name: 'Make the link' }).click()
  await owner.page.getByText(/\/welcome#token=/).waitFor()
  await owner.page.getByRole('button', { name: 'Close' }).click()
  await owner.page
    .getByRole('region', { name: 'Open invitations, table' })
    .getByText('new@people.example')
    .waitFor()

  await using viewer = await visit({ role: 'viewer', at: served })
  await viewer.open('/settings')
  await viewer.page.getByRole('button', { name: 'Make an API key' }).click()
  await viewer.page.getByRole('textbox', { name: 'Name', exact: true }).fill('report')
  await viewer.page.getByRole('dialog').getByRole('button', { name: 'Make an API key' }).click()
  await viewer.page.getByText(/^rapport_\S{20,}$/).waitFor()
  await viewer.page.getByRole('button', { name: 'Close' }).click()
  expect(await viewer.page.getByText(/^rapport_\S{20,}$/).count()).toBe(0)
  await viewer.open('/settings/hours')
  expect(await viewer.page.getByRole('button', { name: 'Save the working hours' }).count()).toBe(0)
  expect(
    await viewer.page
      .getByRole('navigation', { name: 'Parts of the settings' })
      .getByRole('link')
      .allTextContents(),
  ).toEqual(['My account', 'Roles', 'Working hours', 'Currencies', 'Policies'])
})
