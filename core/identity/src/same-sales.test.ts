import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDeal, type SaleRecord, setCopiesBeside } from './same-sales.ts'

const original: SaleRecord = {
  connection: 'salesforce',
  id: '006A',
  live: true,
  state: 'won',
  names: [],
  hasParty: true,
}
const copyOf = (id: string, change: Partial<SaleRecord> = {}): SaleRecord => ({
  ...original,
  connection: 'hubspot',
  id,
  names: ['salesforce/deal:006A'],
  ...change,
})

/** Which deal each copy is set beside, and why. */
const beside = (...deals: SaleRecord[]) =>
  Object.fromEntries(
    setCopiesBeside(deals).map(({ copy, counted, reason }) => [
      formatDeal(copy),
      [formatDeal(counted), reason],
    ]),
  )
const complaints = (...deals: SaleRecord[]) =>
  Object.fromEntries(setCopiesBeside(deals).map(({ copy, complaint }) => [formatDeal(copy), complaint]))

describe('of the deals that are one sale', () => {
  test('the original counts, and its copy is set beside it', () => {
    const rule = { 'hubspot/deal:1': ['salesforce/deal:006A', 'the original'] }
    expect(beside(original, copyOf('1'))).toEqual(rule)
    expect(beside(copyOf('1'), original)).toEqual(rule)
  })

  test.each([
    ['is deleted', [{ ...original, live: false }]],
    ['was never read', []],
  ])('the copy counts where the original %s', (_, originals) => {
    expect(beside(...originals, copyOf('1'))).toEqual({})
  })

  test('a copy that is deleted is set beside nothing', () => {
    expect(beside(original, copyOf('1', { live: false }))).toEqual({})
  })

  test('the copy that has a customer counts where the original has none', () => {
    expect(beside({ ...original, hasParty: false }, copyOf('1', { hasParty: false }), copyOf('2'))).toEqual({
      'salesforce/deal:006A': [
        'hubspot/deal:2',
        'salesforce/deal:006A, the original, belongs to no customer',
      ],
      'hubspot/deal:1': ['hubspot/deal:2', 'salesforce/deal:006A, the original, belongs to no customer'],
    })
  })

  test('the original says whether the sale is won, though it has no customer', () => {
    expect(beside({ ...original, state: 'lost', hasParty: false }, copyOf('1'))).toEqual({
      'hubspot/deal:1': ['salesforce/deal:006A', 'the original'],
    })
  })

  test('the copy with the lowest id counts where several have lost their original', () => {
    expect(beside(copyOf('10'), copyOf('9'))).toEqual({
      'hubspot/deal:10': [
        'hubspot/deal:9',
        'the first of the copies: the original, salesforce/deal:006A, is deleted or was never read',
      ],
    })
  })

  test('a deal that names none and is named by none stands alone', () => {
    expect(beside(original, copyOf('1', { names: ['salesforce/deal:006B'] }))).toEqual({})
  })
})

describe('what is wrong is said', () => {
  test('where two deals of one system are copies of one sale', () => {
    expect(complaints(original, copyOf('1'), copyOf('2'))).toEqual({
      'hubspot/deal:1': null,
      'hubspot/deal:2':
        'it is a copy of salesforce/deal:006A as hubspot/deal:1 is, so that only one of them can count: merge the two, or correct what one of them names',
    })
  })

  test('where a copy is won and the original is not', () => {
    expect(complaints({ ...original, state: 'lost' }, copyOf('1'))).toEqual({
      'hubspot/deal:1':
        'it is won, but salesforce/deal:006A, the same sale, is lost and counts in its place: make the two agree',
    })
    expect(complaints(original, copyOf('1', { state: 'open' }))).toEqual({ 'hubspot/deal:1': null })
  })
})

test('one deal of each sale counts, whatever the order they come in', () => {
  const deal = fc.record<SaleRecord>({
    connection: fc.constantFrom('hubspot', 'salesforce', 'shop'),
    id: fc.constantFrom('1', '2', '3'),
    live: fc.boolean(),
    state: fc.constantFrom('won', 'lost', 'open'),
    names: fc.array(fc.constantFrom('salesforce/deal:1', 'salesforce/deal:2', 'shop/deal:1'), {
      maxLength: 2,
    }),
    hasParty: fc.boolean(),
  })
  const deals = fc.uniqueArray(deal, { maxLength: 9, selector: formatDeal })
  fc.assert(
    fc.property(
      deals.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      ([list, shuffled]) => {
        expect(beside(...shuffled)).toEqual(beside(...list))
        const copies = setCopiesBeside(list)
        for (const { copy, counted } of copies) {
          expect(copy.live && counted.live).toBe(true)
          expect(copies.some(({ copy: other }) => other === counted)).toBe(false)
        }
        expect(new Set(copies.map(({ copy }) => copy)).size).toBe(copies.length)
      },
    ),
  )
})
