import { expect, test } from 'vitest'
import { settled, visit } from './visit.ts'

test('what needs somebody is one click from its records, and the list has as many as the first page says', async () => {
  await using window = await visit({ role: 'owner' })
  const { page, open } = window
  const lists = [
    { title: /^([\d,]+) overdue repl/, address: /\/service\/tickets\?.*selection=overdue/ },
    {
      title: /^([\d,]+) customers? at risk/,
      address: /\/customers\?segment=at_risk&segment=cant_lose&sort=-clv/,
    },
    {
      title: /^([\d,]+) unhappy reviews? unanswered/,
      address: /\/reputation\/reviews\?unanswered=true&stars=unhappy/,
    },
  ]
  for (const { title, address } of lists) {
    await open('/')
    const card = page
      .getByRole('region', { name: 'Needs attention today' })
      .locator('.need')
      .filter({
        has: page.getByRole('heading', { name: title }),
      })
    const [, count] = title.exec((await card.getByRole('heading').textContent()) ?? '') ?? []
    await card.getByRole('link', { name: /in the list$/ }).click()
    await page.waitForURL(address)
    await settled(page)
    await page.getByText(new RegExp(`^[\\d,]+ of ${count}$`)).waitFor()
  }
})

test('a ticket, a customer and a review open from the first page itself', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  for (const [title, address] of [
    [/overdue repl/, /\/service\/tickets\/hubspot/],
    [/customers? at risk/, /\/customers\/\d+$/],
    [/unhappy review/, /\/reputation\/reviews\/google/],
  ] as const) {
    await open('/')
    await page
      .locator('.need')
      .filter({ has: page.getByRole('heading', { name: title }) })
      .getByRole('listitem')
      .first()
      .getByRole('link')
      .click()
    await page.waitForURL(address)
    await settled(page)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).not.toBe('There is nothing here')
  }
})

test('key numbers say what they are, how they stood before, and lead to what they count', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/')
  const numbers = page.getByRole('region', { name: 'Key numbers' })
  await numbers.getByRole('button', { name: /^About Future value of all customers: \$/ }).click()
  const facts = page.getByRole('dialog', { name: 'Future value of all customers' })
  await facts.getByText(/^\$[\d.]+K? to \$[\d.]+K?$/).waitFor()
  await page.keyboard.press('Escape')
  const idea = page.getByRole('figure', { name: 'How long customers waited, and who stays' })
  await idea.getByText(/: the highest is|value is unknown/).waitFor()
  await page.getByText('neither is shown to cause the other').waitFor()
  await numbers
    .getByText(/(higher|lower) than 90 days earlier .*may be chance|as 90 days earlier/)
    .first()
    .waitFor()
  await numbers.getByRole('link', { name: 'Customers by their value' }).click()
  await page.waitForURL(/\/customers\?sort=-clv/)
})

test('an agent is told of own tickets, a viewer nothing of syncs', async () => {
  await using agent = await visit({ role: 'agent' })
  await agent.open('/')
  const overview = await (await agent.page.request.get('/api/overview')).json()
  expect(overview.overdue.items.every((one: { agent: string }) => one.agent === 'Dana Desk')).toBe(true)
  expect([overview.failing, overview.rejects]).toEqual([null, null])
  expect(await agent.page.getByText(/connections? failing|records? set aside/).count()).toBe(0)
})
