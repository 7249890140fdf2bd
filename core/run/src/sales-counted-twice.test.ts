import { expect, test } from 'vitest'
import { salesCountedTwice } from './sales-counted-twice.ts'

type Connections = Parameters<typeof salesCountedTwice>[0]

function connections(sales: string | undefined, hubspot: { streams: string[] | null } | null): Connections {
  const usual = { auth: {}, mapping: {}, streams: null }
  return {
    sf: { ...usual, connector: 'salesforce', settings: sales === undefined ? {} : { sales } },
    ...(hubspot === null ? {} : { hs: { ...usual, connector: 'hubspot', settings: {}, ...hubspot } }),
  } as Connections
}

test('orders beside deals of HubSpot bring a warning that says what to set', () => {
  expect(salesCountedTwice(connections('orders', { streams: null }), 'sf')).toEqual({
    name: 'sales',
    ok: true,
    detail:
      'warning: orders are the sales here, and hs reads deals. Where a deal there is the opportunity of an order here, that sale counts twice: set connections.sf.settings.sales to both, or leave deal out of connections.hs.streams',
  })
})

test('there is none where opportunities are read, HubSpot reads no deals or is not connected, or for HubSpot itself', () => {
  expect(salesCountedTwice(connections(undefined, { streams: null }), 'sf')).toBeNull()
  expect(salesCountedTwice(connections('opportunities', { streams: null }), 'sf')).toBeNull()
  expect(salesCountedTwice(connections('orders', { streams: ['contact'] }), 'sf')).toBeNull()
  expect(salesCountedTwice(connections('orders', null), 'sf')).toBeNull()
  expect(salesCountedTwice(connections('orders', { streams: null }), 'hs')).toBeNull()
})
