import { give, openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addOverride, listOverrides, resolve, undoOverride } from './index.ts'
import { clearWorkspace, linksOf } from './testing/observations.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

const settings = { level: 'contact', defaultCountry: null, associationLabels: {} } as const
const contact = (id: string) => ({ connection: 'hubspot', entity: 'contact', id })
const customers = async () => Object.values(await linksOf(store)).map(([customer]) => customer)

test('A merge by hand joins records that share nothing, until it is undone', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }])
  await resolve(store.db, settings)
  const id = await addOverride(store.db, {
    kind: 'merge',
    left: contact('2'),
    right: contact('1'),
    by: 'Ann',
  })
  await resolve(store.db, settings)
  expect(await linksOf(store)).toEqual({
    'hubspot/contact:1': [1, 'joined with hubspot/contact:2 by Ann'],
    'hubspot/contact:2': [1, 'joined with hubspot/contact:1 by Ann'],
  })
  await undoOverride(store.db, id, 'Bob')
  await resolve(store.db, settings)
  expect(await customers()).toEqual([1, 3])
})

test('A split keeps records apart that share an address, until it is undone', async () => {
  await give(store, 'hubspot', 'contact', [
    { id: '1', emails: ['family@example.com'] },
    { id: '2', emails: ['family@example.com'] },
  ])
  await resolve(store.db, settings)
  const id = await addOverride(store.db, {
    kind: 'split',
    left: contact('1'),
    right: contact('2'),
    by: 'Ann',
  })
  await resolve(store.db, settings)
  expect(await customers()).toEqual([1, 2])
  await undoOverride(store.db, id)
  await resolve(store.db, settings)
  expect(await customers()).toEqual([1, 1])
})

test('The opposite decision takes the place of the one before, and all of it stands in the audit', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }])
  const pair = { left: contact('1'), right: contact('2') }
  const merge = await addOverride(store.db, { kind: 'merge', ...pair, by: 'Ann' })
  expect(await addOverride(store.db, { kind: 'merge', ...pair, by: 'Bob' })).toBe(merge)
  await addOverride(store.db, { kind: 'split', left: pair.right, right: pair.left, by: 'Bob' })
  expect(
    (await listOverrides(store.db)).map(({ kind, by, undoneAt }) => [kind, by, undoneAt !== null]),
  ).toEqual([
    ['split', 'Bob', false],
    ['merge', 'Ann', true],
  ])
  const audit = await store.db
    .selectFrom('audit')
    .select(['actor', 'action', 'subject'])
    .orderBy('id')
    .execute()
  expect(audit).toEqual([
    { actor: 'Ann', action: 'identity.merge', subject: 'hubspot/contact:1' },
    { actor: 'Bob', action: 'identity.undo-merge', subject: 'hubspot/contact:1' },
    { actor: 'Bob', action: 'identity.split', subject: 'hubspot/contact:1' },
  ])
})

test('A decision that cannot be taken says why', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  const decide = (left: ReturnType<typeof contact>, right: ReturnType<typeof contact>) =>
    addOverride(store.db, { kind: 'merge', left, right, by: 'Ann' })
  await expect(decide(contact('1'), contact('9'))).rejects.toThrow(
    'hubspot/contact:9 is not known: check its id, or sync first',
  )
  await expect(decide(contact('1'), contact('1'))).rejects.toThrow('are the same record: name two records')
  await expect(decide(contact('1'), { ...contact('1'), entity: 'deal' })).rejects.toThrow(
    'cannot be one customer: name two contacts or two companies',
  )
  await expect(undoOverride(store.db, 12)).rejects.toThrow(
    'there is no decision 12, or it was taken back before',
  )
})
