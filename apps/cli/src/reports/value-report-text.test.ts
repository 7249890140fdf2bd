import type { ValueReport } from '@rapport/run'
import { expect, test } from 'vitest'
import { valueReportLines } from './value-report-text.ts'

const interval = (low: number, high: number) => ({ low, high })

const report: ValueReport = {
  asOf: '2024-12-31',
  currency: 'EUR',
  policy: 'btyd@1',
  model: {
    outcome: 'mbg-nbd',
    reason: 'beats-baselines',
    candidates: [],
    fittedAsOf: '2024-12-28',
    horizonMonths: 12,
    discount: 0.1,
    margin: 0.3,
  },
  customers: 1200,
  valued: 1200,
  future: {
    value: 1000,
    allowsForParameters: true,
    intervals: { 50: interval(950, 1050), 80: interval(900, 1100), 95: interval(850, 1150) },
  },
  past: { policy: 'historic@1', value: 2000.5 },
  deciles: [{ decile: 1, customers: 120, low: 3, high: 9, value: 600, share: 0.6 }],
  top: [
    {
      customerId: 1,
      name: 'Ann',
      records: ['crm/contact:1', 'crm/contact:2', 'crm/contact:3', 'crm/contact:4'],
      clv: 9,
      low: 4,
      high: 14,
      historicValue: 20,
      why: 'Future value about €9.',
    },
  ],
}

test('The report says the total, how sure it is, and which model it comes from', () => {
  const lines = valueReportLines(report, ['Model: mbg-nbd: the best'])
  expect(lines.slice(0, 6)).toEqual([
    'As of 2024-12-31: 1,200 customers with orders.',
    'Future value of all customers: 1,000.00 EUR.',
    '  50 %: 950.00 to 1,050.00 EUR',
    '  80 %: 900.00 to 1,100.00 EUR',
    '  95 %: 850.00 to 1,150.00 EUR',
    'Past value: 2,000.50 EUR (historic@1).',
  ])
  expect(lines).toContain('Model: mbg-nbd: the best')
  expect(lines).toContain('Fitted as of 2024-12-28.')
})

test('Under a valuable customer stands why, and of many records the first', () => {
  const lines = valueReportLines(report, [])
  const place = lines.findIndex((line) =>
    line.startsWith('Ann (crm/contact:1, crm/contact:2, crm/contact:3, 1 more)'),
  )
  expect(lines[place]).toMatch(/9\.00 +4\.00 to 14\.00 +20\.00$/)
  expect(lines[place + 1]).toBe('  Future value about €9.')
})

test('Where there is only a range, the report says so and has no total', () => {
  const range: ValueReport = {
    ...report,
    valued: 0,
    model: { ...report.model, outcome: 'range', reason: 'few-repeat-customers' },
    future: { ...report.future, value: null },
    deciles: [],
    top: [],
  }
  const lines = valueReportLines(range, [])
  expect(lines[1]).toMatch(/^Future value: only a range/)
  expect(lines).toContain('  80 %: 900.00 to 1,100.00 EUR')
  expect(lines).toContain('Of 1,200 customers the future value is unknown: npx rapport explain says why.')
  expect(lines).not.toContain('Distribution')
})

test('A model without an interval of all customers together says that', () => {
  const simple: ValueReport = {
    ...report,
    future: { value: 1000, intervals: null, allowsForParameters: null },
  }
  expect(valueReportLines(simple, [])[2]).toMatch(/^Its interval is unknown: /)
})
