import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { seedSmall } from '../seeds/small.ts'
import { startSandbox } from '../start.ts'
import { open, sender } from './testing/open.ts'

const seed = {
  records: { contacts: [{ id: 1, properties: { email: 'a@example.com' } }, { id: 2 }], deals: [{ id: 5 }] },
}

function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-journal-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'journal.jsonl')
}

it('sees its own writes of every kind again after a restart over the same seed', async () => {
  const journal = journalFile()
  const before = await open(seed, { journal })
  const { send } = before
  await send('POST', '/crm/v3/properties/contacts/groups', { name: 'g', label: 'G' })
  const property = {
    name: 'p',
    label: 'P',
    groupName: 'g',
    type: 'string',
    fieldType: 'text',
    hasUniqueValue: true,
  }
  await send('POST', '/crm/v3/properties/contacts', property)
  await send('PATCH', '/crm/v3/objects/contacts/1', { properties: { p: 'x' } })
  await send('POST', '/crm/v3/objects/companies', { properties: { name: 'New' } })
  await send('PUT', '/crm/v4/objects/deals/5/associations/default/contacts/2')
  await send('POST', '/crm/v4/associations/contacts/deals/labels', { name: 'l', label: 'L' })
  await send('POST', '/crm/v3/objects/contacts/merge', { primaryObjectId: '1', objectIdToMerge: '2' })
  await send('DELETE', '/crm/v3/objects/deals/5')
  const paths = [
    '/crm/v3/objects/contacts?properties=p,hs_merged_object_ids&associations=deals',
    '/crm/v3/objects/contacts/2',
    '/crm/v3/objects/contacts/x?idProperty=p',
    '/crm/v3/objects/companies',
    '/crm/v3/objects/deals?archived=true',
    '/crm/v3/properties/contacts/p',
    '/crm/v4/associations/contacts/deals/labels',
  ]
  const seen = async (from: typeof send) =>
    Promise.all(paths.map(async (path) => (await from('GET', path)).body))
  const expected = await seen(send)
  await before.close()
  const after = await startSandbox({
    hubspot: { journal, seed: (state) => seedSmall(state, seed), limits: 'off' },
  })
  onTestFinished(() => after.close())
  expect(await seen(sender(after.baseUrl))).toEqual(expected)
  const made = await sender(after.baseUrl)('POST', '/crm/v3/objects/companies', {
    properties: { name: 'Newer' },
  })
  expect(Number(made.body.id)).toBe(Number(expected[3].results[0].id) + 1)
})

it('drops a last line that a crash cut off, and goes on after it', async () => {
  const journal = journalFile()
  const first = await open(seed, { journal })
  await first.send('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: 'Bonn' } })
  await first.close()
  appendFileSync(journal, '[{"op":"record","type":"contacts","rec')
  const second = await open(seed, { journal })
  expect((await second.send('GET', '/crm/v3/objects/contacts/1?properties=city')).body.properties.city).toBe(
    'Bonn',
  )
  await second.send('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: 'Ulm' } })
  await second.close()
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line)[0].record.properties.city)).toEqual(['Bonn', 'Ulm'])
})

it('refuses a journal that is damaged in the middle', async () => {
  const journal = journalFile()
  writeFileSync(journal, '[{"op":"rec\n[]\n')
  await expect(startSandbox({ hubspot: { journal } })).rejects.toThrow('Line 1 of the sandbox journal')
})

it('serves the same state from a second server after the first was cut off', async () => {
  const first = await open(seed)
  await first.send('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: 'Bonn' } })
  await first.close()
  await expect(fetch(first.baseUrl)).rejects.toThrow('fetch failed')
  const second = await startSandbox({ hubspot: { state: first.state, limits: 'off' } })
  onTestFinished(() => second.close())
  await sender(second.baseUrl)('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: 'Bonn' } })
  expect(second.control.log().map((call) => call.effects[0]?.changed)).toEqual([['city'], []])
})
