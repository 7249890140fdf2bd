import { expect, test } from 'vitest'
import { formulaReview, scriptReview, shownText, waitReview } from '../support/review-sites.ts'
import { accessibilityProblems } from './accessibility.ts'
import { settled, visit } from './visit.ts'

test('a review is answered: what the site takes is said, it is confirmed, and its moderation is shown', async () => {
  await using window = await visit({ role: 'owner' })
  const { page, open } = window
  await open('/reputation')
  await page.getByRole('link', { name: /^All \d+ unanswered reviews$/ }).click()
  await page.waitForURL(/unanswered=true/)
  const review = page.getByRole('article').filter({ hasText: waitReview })
  await review.getByRole('button', { name: 'Answer this review' }).click()
  await review.getByText(/takes up to 4,096 bytes.*looked at before it is public/).waitFor()
  const box = review.getByRole('textbox', { name: 'Your public answer' })
  await box.fill('é'.repeat(2_049))
  await review.getByText('2 bytes too long').waitFor()
  expect(await review.getByRole('button', { name: 'Send…' }).isDisabled()).toBe(true)
  await box.fill('We are sorry: the next soup is on us.')
  await review.getByRole('button', { name: 'Send…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send this answer publicly?' })
  await dialog.getByText('We are sorry: the next soup is on us.').waitFor()
  await dialog.getByRole('button', { name: 'Send the answer' }).click()
  await review.getByText('Answer waits for approval').waitFor()
  await review.getByText('We are sorry: the next soup is on us.').waitFor()
  await review.getByRole('link', { name: 'Open this review' }).click()
  await page.getByText(/sent an answer,.*waits for approval/).waitFor()
})

test('who comes too late is told, and sees the answer that is there', async () => {
  await using window = await visit({ role: 'owner', expected: /409/ })
  const { page, open } = window
  await open(`/reputation/reviews?q=${encodeURIComponent(formulaReview)}`)
  const review = page.getByRole('article')
  await review.getByRole('button', { name: 'Answer this review' }).click()
  await review.getByRole('textbox').fill('Mine')
  const list = await (await page.request.get(`/api/reviews?q=${encodeURIComponent(formulaReview)}`)).json()
  const one = `/api/reviews/${encodeURIComponent(list.items[0].reference)}`
  const { replyVersion } = await (await page.request.get(one)).json()
  const sent = await page.request.post(`${one}/reply`, {
    data: { text: 'Somebody else was first', replyVersion },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(sent.status()).toBe(200)
  await review.getByRole('button', { name: 'Send…' }).click()
  await page.getByRole('button', { name: 'Send the answer' }).click()
  await review.getByText(/was answered meanwhile/).waitFor()
  expect(await review.getByRole('textbox').inputValue()).toBe('Mine')
  await review.getByRole('button', { name: 'Look at the review again' }).click()
  await review.getByRole('blockquote').getByText('Somebody else was first').waitFor()
})

test('a program in a review is shown as text, in its language', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/reputation/reviews?stars=1')
  const text = page.getByText(scriptReview)
  expect(await text.getAttribute('lang')).toBe('pl')
  expect(await text.getAttribute('dir')).toBe('auto')
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
  // A viewer may not answer.
  expect(await page.getByRole('button', { name: 'Answer this review' }).count()).toBe(0)
})

test('figures of a place, its trend and its words lead to the reviews behind them', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/reputation')
  await page
    .getByRole('table', { name: 'Places, the surest first' })
    .getByRole('button', { name: 'Harbour bar' })
    .click()
  await page.waitForURL(/place=google/)
  await settled(page)
  await page
    .getByRole('button', { name: /^About Reputation: \d\.\d\d/ })
    .first()
    .click()
  await page.getByRole('dialog', { name: 'Reputation' }).getByText('decayed-bayes@1').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('figure', { name: 'Average rating' }).locator('figcaption').waitFor()
  await page
    .locator('summary')
    .filter({ hasText: /soup|cold/ })
    .first()
    .click()
  await page
    .getByRole('link', { name: /^All reviews with/ })
    .first()
    .click()
  await page.waitForURL(/q=.*stars=unhappy/)
  // The fourth of them: there are several.
  await page.getByRole('article').nth(3).waitFor()
})

test('what may only be looked at comes from its site when somebody wants to look', async () => {
  await using window = await visit({ role: 'viewer' })
  const { page, open } = window
  await open('/reputation')
  expect(await page.getByText(shownText).count()).toBe(0)
  await page.getByRole('button', { name: /at Google Places$/ }).click()
  await page.getByText(shownText).waitFor()
})

test('a place without a company is given one by hand, with the reason, and that is taken back', async () => {
  await using window = await visit({ role: 'owner' })
  const { page, open } = window
  await open('/reputation')
  const unlinked = page.getByRole('region', { name: 'Places without a company' })
  await unlinked.getByRole('button', { name: 'Choose the company of Old town bar' }).click()
  const dialog = page.getByRole('dialog', { name: 'Which company does Old town bar belong to?' })
  await dialog.getByRole('searchbox', { name: 'Company' }).fill('nobody of this name')
  await dialog.getByText('No company is like that.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Decide' }).isDisabled()).toBe(true)
  await dialog.getByRole('searchbox', { name: 'Company' }).fill('town')
  await dialog.getByRole('radio', { name: /^Old Town Group hubspot\/company:/ }).check()
  await dialog.getByLabel(/^Why/).fill('Its owner told us')
  expect(await accessibilityProblems(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Decide' }).click()
  await unlinked.getByRole('listitem').filter({ hasText: 'Old town bar' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Places and companies' }).click()
  await settled(page)
  const row = page.getByRole('row', { name: /Old town bar/ })
  await row.getByText('Old Town Group').waitFor()
  await row.getByText('Its owner told us').waitFor()
  await row.getByRole('button', { name: 'Take back the decision on Old town bar' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await row.getByText('no company has its id').waitFor()
  await page.getByLabel('Company', { exact: true }).selectOption('Some')
  await page.getByRole('heading', { name: 'No place is like that' }).waitFor()
})
