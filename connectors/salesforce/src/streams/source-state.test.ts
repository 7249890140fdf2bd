import { loadSalesforceRecord, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { connect, streamOf } from '../testing/connection.ts'
import { sourceState } from './source-state.ts'

/** What was saved of an object when of other objects only the newest exchange rate was kept. */
const former = (more: object = {}) => ({
  cursor: { at: '2025-06-01T00:00:00.000Z', id: '006000000000001AAA' },
  resume: null,
  window: 3,
  seen: 'abc',
  bulk: null,
  deletedUntil: '2025-06-01T00:10:00.000Z',
  outside: '2025-05-01T00:00:00.000Z',
  ...more,
})

test('a saved state of the former shape goes on where it was, and what depends on exchange rates is read once more', () => {
  const { outside: _, ...kept } = former()
  const again = { rates: { where: ['SystemModstamp <= 2025-06-01T00:00:00.000Z'], reached: null } }
  const read = sourceState.parse(former())
  expect(read).toEqual({ ...kept, rates: null, roles: null, fields: null, sweep: null, again })
  expect(sourceState.parse(read)).toEqual(read)
})

test('where it knew of no exchange rate, or nothing had been read, nothing is read once more', () => {
  expect(sourceState.parse(former({ outside: null })).again).toEqual({})
  expect(sourceState.parse(former({ cursor: null })).again).toEqual({})
})

test('a former reading that was under way is read once more up to where it goes on', () => {
  const at = '2025-03-01T00:00:00.000Z'
  const watermark = { at, id: '006000000000009AAA' }
  const bulk = { job: '750', watermark, window: null, group: null, done: [] }
  for (const state of [former({ resume: watermark }), former({ bulk })]) {
    expect(sourceState.parse(state).again.rates?.where).toEqual([`SystemModstamp <= ${at}`])
  }
})

test('what is no part of a state is refused', () => {
  expect(() => sourceState.parse(former({ inside: null }))).toThrow(/inside/)
})

test('a workspace of the former shape finds a rate that changed before its first run with this one', async () => {
  await using org = await openOrg()
  const connection = connect(org.server)
  await connection.read('deal')
  const worth = () => [...connection.store.live('deal').values()].map(({ record }) => record.homeAmount)
  expect(worth()).toEqual(['100.00'])
  const state = connection.store.states.get('deal') as { sources: Record<string, Record<string, unknown>> }
  const sources = Object.entries(state.sources).map(([object, source]) => {
    const { rates, roles: _roles, again: _again, ...rest } = source
    return [object, { ...rest, outside: rates === null ? null : '2025-05-01T00:00:00.000Z' }]
  })
  const saved = { ...state, sources: Object.fromEntries(sources) }
  connection.store.states.set('deal', saved)
  expect(() => streamOf('deal').state.parse(saved)).not.toThrow()
  loadSalesforceRecord(org.server.org, 'DatedConversionRate', {
    IsoCode: 'EUR',
    StartDate: '2024-01-01',
    ConversionRate: 0.5,
  })
  await connection.read('deal')
  expect(worth()).toEqual(['160.00'])
  expect((await connection.read('deal')).upserts).toBe(0)
})

/** An org with two currencies and a sale in euros. */
async function openOrg() {
  const server = await startSalesforce({ features: ['multiCurrency'], limits: 'off' })
  const rate = { IsoCode: 'EUR', StartDate: '2023-01-01', ConversionRate: 0.8 }
  loadSalesforceRecord(server.org, 'DatedConversionRate', rate)
  loadSalesforceRecord(server.org, 'Opportunity', {
    Name: 'sale',
    CloseDate: '2024-02-01',
    Amount: 80,
    IsClosed: true,
    IsWon: true,
    CurrencyIsoCode: 'EUR',
    SystemModstamp: '2024-02-02T00:00:00.000Z',
  })
  return { server, [Symbol.asyncDispose]: () => server.close() }
}
