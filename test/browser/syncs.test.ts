import { editRecords } from '@rapport/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writtenFields } from '../support/end-state.ts'
import { accessibilityProblems } from './accessibility.ts'
import { badDeal, type ServedSyncs, serveSyncs } from './served-syncs.ts'
import { settled, visit } from './visit.ts'

let served: ServedSyncs
beforeAll(async () => {
  served = await serveSyncs()
})
afterAll(() => served[Symbol.asyncDispose]())

/** The upper ends of the ranges of value that the CRM holds; a contact without one is left out. */
const valuesInCrm = (): readonly number[] =>
  Object.values(writtenFields(served.portal.server.state)).flatMap(({ rapport_clv_high: high }) =>
    high === undefined || high === '' ? [] : [Number(high)],
  )

test('an admin starts a dry run, sees it live, looks at old and new, applies it, finds the values in the CRM, and takes them back', async () => {
  await using window = await visit({ role: 'admin', at: served })
  const { page, open } = window
  // A vendor that takes its time: there is something to be seen.
  served.portal.server.control.behaviour.latencyMs = 40
  await open('/syncs')
  await page.getByRole('article', { name: 'hubspot' }).getByText('Never synced').waitFor()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await page.getByRole('button', { name: 'Start the dry run' }).click()
  await page.getByRole('heading', { level: 1, name: 'Run 1' }).waitFor()
  await page
    .getByRole('status')
    .filter({ hasText: /\d+ of \d+ steps done/ })
    .waitFor()
  await page.getByRole('progressbar', { name: 'Steps done' }).waitFor()
  await page.getByText('Went well, records set aside').waitFor()
  served.portal.server.control.behaviour.latencyMs = 0
  expect(await page.getByRole('row', { name: /Read hubspot contact/ }).textContent()).toContain('12 read')
  expect(valuesInCrm()).toEqual([])

  await page.getByRole('link', { name: 'Look at plan 1' }).click()
  await page.getByRole('heading', { level: 1, name: 'Plan 1' }).waitFor()
  await settled(page)
  const changes = page.getByRole('region', { name: 'Changes, table' })
  await changes
    .getByRole('row', { name: /Person No 3/ })
    .getByText('clv_high', { exact: true })
    .waitFor()
  await page.getByRole('searchbox').fill('no 3')
  await page.waitForURL(/q=no\+3/)
  await changes.getByRole('row', { name: /Person No 4/ }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Apply 11 changes' }).click()
  const asks = page.getByRole('dialog', { name: 'Write to hubspot contact?' })
  await asks.getByText('11 records in hubspot contact get the new values.').waitFor()
  await asks.getByRole('button', { name: 'Apply 11 changes' }).click()
  await page.getByRole('button', { name: 'Revert' }).waitFor()
  expect(valuesInCrm()).toHaveLength(11)

  await page.getByRole('button', { name: 'Revert' }).click()
  await page.getByRole('button', { name: 'Put back the old values' }).click()
  await page.getByRole('link', { name: 'Taken back by plan 2' }).waitFor()
  await page.getByText('It is being taken back.').waitFor({ state: 'detached' })
  expect(valuesInCrm()).toEqual([])
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page
    .getByRole('row', { name: /Revert a plan: 1/ })
    .getByText('Went well')
    .waitFor()

  await page.getByRole('link', { name: 'Held back', exact: true }).click()
  const held = page.getByRole('region', { name: /^Records with fields that are held back/ })
  const one = held.getByRole('row', { name: /Person No 3/ })
  await one.getByRole('link', { name: 'Plan 2, which takes back plan 1' }).waitFor()
  await one.getByRole('button', { name: /^Release hubspot\/contact:/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click()
  await page.getByText(/^Released: \d+ fields of 1 record\.$/).waitFor()
  await one.waitFor({ state: 'detached' })
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: /^Release all \d+ fields$/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click()
  await page.getByRole('heading', { name: 'Nothing is held back' }).waitFor()
})

test('a connection is checked line by line; a record that was mended is asked for again and goes through; both stand in the audit', async () => {
  await using window = await visit({ role: 'admin', at: served })
  const { page, open } = window
  await open('/syncs')
  await page.getByRole('button', { name: 'Check hubspot' }).click()
  const lines = page.getByRole('dialog', { name: 'Check of hubspot' })
  await lines.getByText('reachable').waitFor()
  await lines.getByText('Asking hubspot…').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByText(/^All calls: [\d,]+ of [\d,]+ in 10 sec, as of /).waitFor()
  await page.getByRole('link', { name: '1 record is set aside' }).click()
  await page.getByRole('button', { name: 'Try 1 record again' }).waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  editRecords(served.portal.server.state, 'deals', [badDeal], { deal_currency_code: 'USD' })
  await page.getByRole('button', { name: `Try again: hubspot/deal:${badDeal}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Asked for again: 1 is read again now.').waitFor()
  await page.getByRole('heading', { name: 'No record is set aside' }).waitFor()
  await page.getByRole('link', { name: 'Audit' }).click()
  for (const action of [
    ...['asked for records to be tried again', 'checked a connection', 'released what was held back'],
    ...['asked for a plan to be taken back', 'asked for a plan to be applied', 'asked for a run'],
  ])
    await page.getByRole('cell', { name: action, exact: true }).first().waitFor()
})

test('a schedule is told in words and with its next times, checked while one types, and saved in rapport.yaml', async () => {
  await using window = await visit({ role: 'admin', at: served, theme: 'dark' })
  const { page, open } = window
  await open('/syncs/schedules')
  const card = page.getByRole('article', { name: 'nightly' })
  await card.getByText('Every day at 02:00').waitFor()
  expect(await card.getByRole('listitem').count()).toBe(5)
  await card.getByRole('button', { name: 'Edit nightly' }).click()
  const cron = page.getByLabel('When (cron)')
  await cron.fill('0 26 * * *')
  await page.getByText('the hour "26" is outside 0 to 23').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await cron.fill('30 6 * * mon')
  await page.getByLabel('Time zone').fill('Europe/Lisbon')
  await page.getByText('It would run: Every Monday at 06:30').waitFor()
  await page.getByText('Times are those of Europe/Lisbon.').waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).click()
  await card.getByText('Every Monday at 06:30').waitFor()
  expect(await served.configuration()).toContain('timezone: Europe/Lisbon')
  await card.getByRole('button', { name: 'Pause nightly' }).click()
  await card.getByText(/^Paused by /).waitFor()
  await card.getByRole('button', { name: 'Run now: nightly' }).click()
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('row', { name: /Sync \(dry run\).*schedule nightly/ }).waitFor()
})

test('who may only look sees no button that changes something, and who may not even that, no page', async () => {
  await using analyst = await visit({ role: 'analyst', at: served })
  for (const path of ['/syncs', '/syncs/plans/1', '/syncs/holds', '/syncs/schedules']) {
    await analyst.open(path)
    const buttons = await analyst.page.getByRole('main').getByRole('button').allTextContents()
    expect({ path, buttons }).toEqual({ path, buttons: [] })
  }
  await using viewer = await visit({ role: 'viewer', at: served, expected: /403/ })
  await viewer.open('/syncs/plans/1')
  await viewer.page.getByText('Your role, Viewer, does not include this page.').waitFor()
  const answer = await viewer.page.request.post('/api/plans/1/apply', {
    data: {},
    headers: { origin: served.url },
  })
  expect(answer.status()).toBe(403)
})
