import type { CopiedDeal } from '@rapport/identity'
import { expect, test } from 'vitest'
import type { ConvertedDeal } from './explain.ts'
import { linesBehind } from './explanation-lines.ts'

const counted = 'salesforce/deal:006A'
const copy: CopiedDeal = {
  deal: 'hubspot/deal:7',
  countedAs: counted,
  reason: 'the original',
  countsFor: 1,
}

/** What is told of a customer's deals: the lines from its purchases on. */
function told(
  copies: readonly CopiedDeal[],
  deals: readonly string[],
  converted: readonly ConvertedDeal[] = [],
): string[] {
  return linesBehind(
    {
      ...{ record: 'hubspot/contact:1', currency: 'EUR', score: null, model: null, parts: null },
      identity: {
        customer: { id: 1, level: 'contact', name: 'Ann' },
        ...{ members: [], setAside: [], deals: deals.length, sharedDeals: [], copies },
      },
      occasions: deals.map((deal) => ({
        ...{
          day: '2026-03-01',
          amount: '100',
          deals: [deal],
          setAside: false,
          kind: 'repeat' as const,
          converted,
        },
      })),
    },
    { verbose: false },
  )
}

test('A purchase names its copy in another system, and that it is counted once', () => {
  expect(told([copy], [counted])).toEqual([
    'Purchases (1):',
    '  2026-03-01         100 EUR  salesforce/deal:006A (also hubspot/deal:7; counted once, from salesforce)',
    '',
    'Records of this customer:',
  ])
})

test('A deal in another currency is told with the rate, the day from which it holds, and who gave it', () => {
  const deal = { deal: counted, amount: '125', currency: 'USD', rate: 0.8 }
  const lines = told(
    [],
    [counted],
    [
      { ...deal, on: '2026-01-01', source: 'file:rates.csv' },
      { ...deal, on: null, source: 'connection:salesforce' },
    ],
  )
  expect(lines.slice(2, 4).map((line) => line.trim())).toEqual([
    'salesforce/deal:006A: 125 USD at 0.8 since 2026-01-01, by rates.csv',
    'salesforce/deal:006A: 125 USD at 0.8, by the rates of salesforce',
  ])
})

test('A copy that is not won there, or counts for somebody else, is told of with the rule', () => {
  const line = '  hubspot/deal:7 is the same sale as salesforce/deal:006A, which counts in its place'
  expect(told([copy], [])).toContain(`${line} (the original)`)
  expect(told([{ ...copy, countsFor: 2 }], [])).toContain(`${line}, for customer 2 (the original)`)
  expect(told([{ ...copy, countsFor: null }], [])).toContain(`${line}, for nobody (the original)`)
})

test('Where it is not the original that counts, the reason is told', () => {
  const reason = 'salesforce/deal:006A, the original, belongs to no customer'
  const other = { deal: counted, countedAs: 'hubspot/deal:7', reason, countsFor: 1 }
  expect(told([other], ['hubspot/deal:7'])).toContain(
    `  salesforce/deal:006A is the same sale as hubspot/deal:7, which counts in its place (${reason})`,
  )
})
