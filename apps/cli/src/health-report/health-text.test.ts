import type { HealthReport } from '@rapport/run'
import { expect, test } from 'vitest'
import { healthPartLines } from './health-part-text.ts'
import { healthReportLines } from './health-report-text.ts'

const counts = { customers: 6, good: 1, watch: 0, risk: 2, median: 3.4 }
const report: HealthReport = {
  asOf: '2026-06-30',
  policy: 'health@1',
  currency: 'EUR',
  total: { ...counts, unknown: { tooLittleKnown: 1, nothingKnown: 2 } },
  grouping: null,
  groups: [],
  band: 'risk',
  customers: [
    {
      ...{ customerId: 1, name: 'Ada', records: ['crm/contact:a'], clv: 500, low: null, high: null },
      ...{ segment: 'loyal', score: 3.4, band: 'risk', since: '2026-05-01', change: -0.5 },
      why: 'Health 3.4 of 10, at risk; down 0.5 in 30 days.',
    },
  ],
}

test('bands are counted, unknown customers by the reason, and each one at risk has its sentence', () => {
  expect(healthReportLines(report)).toEqual([
    'As of 2026-06-30: the health of 6 customers, by health@1; money in EUR.',
    '',
    '     customers  good  watch  risk  at risk of known  unknown  median',
    'all          6     1      0     2            66.7 %        3     3.4',
    'Unknown of 1: less than half of the weight is known.',
    'Unknown of 2: no order, ticket, answer or activity says anything.',
    '',
    'Customers at risk, the most valuable first',
    'customer                CLV  score  since       30 days',
    'Ada (crm/contact:a)  500.00    3.4  2026-05-01     -0.5',
    '  Health 3.4 of 10, at risk; down 0.5 in 30 days.',
    '1 of 2; --limit shows more.',
  ])
})

test('a score is told line by line, between the anchors', () => {
  const lines = [
    { line: 'probability_alive' as const, value: 0.55, poor: 0.2, healthy: 0.9, standing: 0.5, pull: 0 },
    { line: 'clv_change' as const, value: null, poor: -0.3, healthy: 0.1, standing: null, pull: null },
  ]
  expect(
    healthPartLines({
      ...{ known: 0.55, band: 'watch', since: '2026-06-01', change: null },
      parts: [{ part: 'value' as const, weight: 30, standing: 0.5, lines }],
    }),
  ).toEqual([
    'Band watch since 2026-06-01.',
    'Known: 55.0 % of the weight; half is needed for a score. Pulls are points up or down from 5.5, the middle.',
    '',
    'part                   value  poor to healthy  pull  standing  weight',
    'value                                                  50.0 %      30',
    '  probability alive     0.55       0.2 to 0.9  0.00    50.0 %',
    '  clv change         unknown      -0.3 to 0.1',
  ])
})
