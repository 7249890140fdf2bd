import { expect, test } from 'vitest'
import { accountTarget } from '../targets/account.ts'
import { everyType } from '../targets/testing/target-org.ts'
import { ClockedOrg } from '../testing/clocked-org.ts'
import { connect, freeBudgets, streamOf } from '../testing/connection.ts'

const won = { StageName: 'Closed Won', IsClosed: true, IsWon: true, CloseDate: '2024-03-15' }

/** An org with three sales that nobody changes, an hour apart. */
async function openOrg(): Promise<ClockedOrg> {
  const org = await ClockedOrg.open()
  for (const Amount of [10, 20, 30]) org.add('Opportunity', { ...won, Name: `${Amount}`, Amount })
  return org
}

const amountsOf = (org: ClockedOrg) => org.stored('deal').map(({ amount }) => amount)

test('after a field has become visible, all records are read again, once', async () => {
  await using org = await openOrg()
  org.hide('Opportunity.Amount')
  await org.read('deal')
  expect(amountsOf(org)).toEqual([null, null, null])
  org.show('Opportunity.Amount')
  await org.read('deal')
  expect(amountsOf(org)).toEqual(['10', '20', '30'])
  expect(await org.read('deal')).toMatchObject({ upserts: 0, calls: 2 })
})

test('so they are where an interruption comes between', async () => {
  await using org = await openOrg()
  org.hide('Opportunity.Amount')
  await org.read('deal')
  org.show('Opportunity.Amount')
  await org.read('deal', { settings: { pageSize: 1 }, stopAfter: 3 })
  expect(amountsOf(org)).toEqual(['10', null, null])
  await org.read('deal')
  expect(amountsOf(org)).toEqual(['10', '20', '30'])
})

test('a mapped field that went and came back is read again of the records that changed meanwhile', async () => {
  await using org = await openOrg()
  const selection = { mapping: { name: 'Description' } }
  const id = org.add('Opportunity', { ...won, Description: 'as described' })
  await org.read('deal', { selection })
  org.hide('Opportunity.Description')
  org.change(id, { StageName: 'Won at last' })
  org.add('Opportunity', won)
  await org.read('deal', { selection })
  const names = () => org.stored('deal').map(({ name }) => name)
  expect(names()).not.toContain('as described')
  org.show('Opportunity.Description')
  await org.read('deal', { selection })
  expect(names()).toContain('as described')
})

test.each([
  ['pages are read', 'Amount', { pageSize: 1 }],
  ['a bulk job is begun', 'COUNT()', { pageSize: 1, bulkAbove: 0 }],
])('so is one that goes while %s and is back before the next run', async (_, asked, settings) => {
  await using org = await openOrg()
  const { control } = org.server
  const hideOnceAsked = async (): Promise<number> => {
    const queries = control.log().map(({ query }) => decodeURIComponent(query))
    if (queries.some((query) => query.includes(asked))) org.hide('Opportunity.Amount')
    return 0
  }
  await org.read('deal', { settings, budgets: { ...freeBudgets, take: hideOnceAsked } })
  expect(amountsOf(org)).toContain(null)
  org.show('Opportunity.Amount')
  await org.read('deal')
  expect(amountsOf(org)).toEqual(['10', '20', '30'])
})

/** Budgets that hide the amount of sales once something was asked. */
function hidingOnceAsked(org: ClockedOrg, asked: RegExp) {
  const { control } = org.server
  control.resetLog()
  const take = async (): Promise<number> => {
    if (control.log().some(({ query }) => asked.test(decodeURIComponent(query)))) {
      org.hide('Opportunity.Amount')
    }
    return 0
  }
  return { ...freeBudgets, take }
}

test('so is one that goes while sales are read once more, as for other rates', async () => {
  await using org = await openOrg()
  await org.read('deal')
  const state = Object(org.store.states.get('deal'))
  const { Opportunity } = state.sources
  const rates = { where: [`SystemModstamp <= ${Opportunity.cursor.at}`], reached: null }
  const sources = { ...state.sources, Opportunity: { ...Opportunity, again: { rates } } }
  org.store.states.set('deal', { ...state, sources })
  const budgets = hidingOnceAsked(org, /SystemModstamp <= \S+ ORDER/)
  await org.read('deal', { settings: { pageSize: 1 }, budgets })
  expect(amountsOf(org)).toEqual(['10', null, null])
  org.show('Opportunity.Amount')
  await org.read('deal')
  expect(amountsOf(org)).toEqual(['10', '20', '30'])
})

test.each([
  ['and the run comes to its end', Number.POSITIVE_INFINITY],
  ['and the run is killed behind it', 10],
])('so is one that goes while counts that differ are looked into, %s', async (_, stopAfter) => {
  await using org = await openOrg()
  await org.read('deal')
  // What comes into sight without a change.
  org.add('Opportunity', { ...won, Amount: 40, SystemModstamp: Date.UTC(2025, 0, 1) })
  org.passDays(2)
  const budgets = hidingOnceAsked(org, /COUNT\(\) FROM Order/)
  await org.read('deal', { settings: { pageSize: 1 }, budgets, stopAfter })
  expect(amountsOf(org)).toEqual([null, null, null, null])
  org.show('Opportunity.Amount')
  await org.read('deal')
  expect(amountsOf(org)).toEqual(['10', '20', '30', '40'])
})

test('a field that nobody asks for may come without anything being read again', async () => {
  await using org = await openOrg()
  org.hide('Opportunity.Description')
  await org.read('deal')
  org.show('Opportunity.Description')
  expect(await org.read('deal')).toMatchObject({ upserts: 0 })
})

test('so may the fields that Rapport writes itself', async () => {
  await using org = await ClockedOrg.open()
  const [first] = ['first', 'second'].map((Name) => org.add('Account', { Name }))
  const selection = { held: everyType.map(({ name }) => name) }
  await org.read('company', { selection })
  await accountTarget.ensureFields(connect(org.server).ctx, everyType)
  org.add('Account', { Name: 'third' })
  const { changes } = await org.read('company', { selection })
  expect(changes.flatMap((change) => (change.type === 'upsert' ? [change.record.id] : []))).not.toContain(
    first,
  )
})

test('what is hidden is hidden from the next run too, and nothing is read again for that', async () => {
  await using org = await openOrg()
  org.hide('Opportunity.Type')
  await org.read('deal')
  await org.read('deal')
  expect(await org.read('deal')).toMatchObject({ upserts: 0, calls: 2 })
})

/** The saved state as the version before this one wrote it. */
function asBefore(org: ClockedOrg, missing: readonly string[] = []): void {
  const { lost: _lost, ...state } = Object(org.store.states.get('deal'))
  const sources = Object.fromEntries(
    Object.entries(state.sources).map(([object, source]) => {
      const { fields: _fields, sweep: _sweep, ...former } = Object(source)
      return [object, former]
    }),
  )
  const saved = { ...state, missing, sources }
  expect(() => streamOf('deal').state.parse(saved)).not.toThrow()
  org.store.states.set('deal', saved)
}

test('a saved state that tells of no fields goes on where it was', async () => {
  await using org = await openOrg()
  await org.read('deal')
  await org.read('deal')
  asBefore(org)
  expect(await org.read('deal')).toMatchObject({ upserts: 0, calls: 2 })
})

test('unless it tells of a field that had gone, which is back', async () => {
  await using org = await openOrg()
  const selection = { mapping: { name: 'Description' } }
  await org.read('deal', { selection })
  asBefore(org, ['Description'])
  const { changes, upserts } = await org.read('deal', { selection })
  expect(upserts).toBe(3)
  expect(changes).toContainEqual({ type: 'delete', id: 'Opportunity.Description' })
})
