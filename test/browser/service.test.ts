import { expect, test } from 'vitest'
import { christmasTicket, scriptSubject } from '../support/desk.ts'
import { settled, visit } from './visit.ts'

test('a support lead comes in one click to the figures, and in the next to the tickets behind one', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/')
  await page.getByRole('link', { name: 'Service', exact: true }).click()
  const numbers = page.getByRole('region', { name: 'Key numbers' })
  await numbers.getByRole('button', { name: /^About First response: \d/ }).waitFor()
  const late = numbers.getByRole('link', { name: /^\d+ late or overdue$/ })
  const count = Number.parseInt((await late.textContent()) ?? '', 10)
  expect(count).toBeGreaterThan(5)
  await late.click()
  await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
  await settled(page)
  expect(new URL(page.url()).searchParams.get('selection')).toBe('late')
  const outcomes = await page.getByRole('row').getByText('Late', { exact: true }).count()
  expect(outcomes).toBe(count)
})

test('a ticket draws its clock, says the same in words and as a table, and names what is left out', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/service/tickets')
  await page.getByRole('link', { name: christmasTicket }).click()
  await page.getByRole('heading', { level: 1, name: christmasTicket }).waitFor()
  const figure = page.getByRole('figure', { name: 'The clock of this ticket' })
  await figure.getByRole('img', { name: /^Timeline of the ticket/ }).waitFor()
  // It begins with the time of the list.
  expect(await figure.getByText('outside working hours', { exact: true }).count()).toBe(0)
  await page.getByLabel('Time', { exact: true }).selectOption('Working hours')
  await page.waitForURL(/clock=business/)
  const words = (await figure.locator('figcaption').textContent()) ?? ''
  expect(words).toContain('First response: 3 hr 30 min of working hours, 2 days 20 hr by the calendar.')
  expect(words).toContain('8 hr holiday 2024-12-25')
  for (const kind of ['outside working hours', 'holiday', 'waits for the customer', 'on hold'])
    await figure.getByRole('listitem').getByText(kind, { exact: true }).waitFor()
  expect(await figure.locator('.ran').count()).toBeGreaterThan(5)
  await figure.getByRole('button', { name: 'Show as table' }).click()
  const table = figure.getByRole('table')
  await table.getByRole('rowheader', { name: 'First response Total 3 hr 30 min', exact: true }).waitFor()
  expect(await table.getByText('No: holiday 2024-12-26').count()).toBeGreaterThan(0)
  const events = page.getByRole('region', { name: 'Events, table' })
  await events.getByText('passed over: private note').waitFor()
  // The address is enough to come back.
  await page.reload()
  await page.getByRole('heading', { level: 1, name: christmasTicket }).waitFor()
})

test('a bar of the distribution opens its tickets by the keyboard, and the table has the same way', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/service')
  const bars = page.getByRole('slider', { name: 'Points of How long it took: First response' })
  await bars.focus()
  await page.keyboard.press('Home')
  const said = (await bars.getAttribute('aria-valuetext')) ?? ''
  const count = Number(/: (\d+) case/.exec(said)?.[1])
  await page.keyboard.press('Enter')
  await page.waitForURL(/took=first-response/)
  await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
  await settled(page)
  expect(await page.getByRole('rowheader').count()).toBe(count)
  await page.goBack()
  const figure = page.getByRole('figure', { name: 'How long it took: First response' })
  await figure.getByRole('button', { name: 'Show as table' }).click()
  await figure.getByRole('rowheader').first().getByRole('button').click()
  await page.waitForURL(/took=first-response/)
})

test('grouping, hours and filters stand in the address, and figures of few tickets of a person are kept back', async () => {
  await using window = await visit({ role: 'analyst' })
  const { page, open } = window
  await open('/service')
  const byAgent = page.getByRole('region', { name: 'Figures by agent', exact: true })
  await byAgent.getByRole('rowheader', { name: /Fay Few/ }).waitFor()
  const dana = byAgent.getByRole('row').filter({ hasText: 'Dana Desk' })
  await dana.getByRole('button', { name: /^About Own reply: \d/ }).waitFor()
  const late = dana.getByRole('link').nth(1)
  const count = Number(await late.textContent())
  await late.click()
  await page.waitForURL(/selection=own-late/)
  await settled(page)
  await page.getByRole('columnheader', { name: 'Target, own reply', exact: true }).waitFor()
  expect(await page.getByRole('row').getByText('Late', { exact: true }).count()).toBe(count)
  await page.goBack()
  const few = byAgent.getByRole('row').filter({ hasText: 'Fay Few' })
  await few.getByText('Not enough data').first().waitFor()
  expect(await few.getByText('Not enough data').count()).toBe(2)
  expect(await few.getByText('too few').count()).toBe(5)
  await page.getByLabel('Time', { exact: true }).selectOption('Working hours')
  await page.getByLabel('Group by').selectOption('Channel')
  await page.waitForURL(/by=channel/)
  await page
    .getByRole('region', { name: 'Figures by channel', exact: true })
    .getByRole('rowheader', { name: 'chat' })
    .waitFor()
  await page.getByLabel('Team', { exact: true }).selectOption('Billing')
  await page.waitForURL(/team=/)
  await settled(page)
  const link = await page.getByRole('link', { name: 'All tickets' }).getAttribute('href')
  expect(new URL(link ?? '', page.url()).searchParams.get('team')).toBe('hubspot/20')
  await page.getByRole('link', { name: 'All tickets' }).click()
  await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
  const file = await page.getByRole('link', { name: 'CSV' }).getAttribute('href')
  expect(file).toMatch(
    /^\/api\/tickets\/export\?.*clock=business&team=hubspot%2F20&sort=-startedAt&format=csv$/,
  )
})

test("other systems' rules stand side by side, and a ticket on which they differ opens", async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/service')
  await page.getByRole('link', { name: 'Compare with other systems' }).click()
  const rates = page.getByRole('region', { name: 'Rates side by side, table', exact: true })
  await rates.getByRole('rowheader', { name: "Zendesk's own figure" }).waitFor()
  expect(await rates.getByRole('rowheader').count()).toBe(9)
  await page.getByLabel('Rule', { exact: true }).selectOption('Zoho Desk')
  await page.waitForURL(/preset=zoho/)
  await page.getByText('No source gives a figure of its own for this rule').waitFor()
  await settled(page)
  const differing = page.getByRole('region', {
    name: 'Where Zoho Desk and Rapport differ, table',
    exact: true,
  })
  const first = differing.getByRole('rowheader').first().getByRole('link')
  const name = (await first.textContent()) ?? ''
  await first.click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
})

test('an agent sees own tickets alone, and a foreign one is said to be none', async () => {
  await using window = await visit({ role: 'agent', expected: /404/ })
  const { page, open } = window
  await open('/service/tickets')
  await page.getByRole('cell', { name: 'Dana Desk' }).first().waitFor()
  expect(await page.getByRole('cell', { name: 'Emil Eager' }).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'CSV' }).count()).toBe(0)
  await open('/service/tickets/hubspot%2Fticket%3At1')
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor()
})

test('a program in a subject is shown as text', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/service/tickets?agent=hubspot%2F1')
  await page.getByRole('link', { name: scriptSubject }).click()
  await page.getByRole('heading', { level: 1, name: scriptSubject }).waitFor()
  await settled(page)
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
})
