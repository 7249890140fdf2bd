import { expect, test } from 'vitest'
import { chartSummary } from './summary.ts'

const euros = (value: number): string => `€${value}`
const line = (...values: readonly (number | null)[]) => ({
  kind: 'line' as const,
  lines: [
    {
      name: 'Future value',
      points: values.map((value, index) => ({ x: index, label: `day ${index + 1}`, value })),
    },
  ],
})

test('a line is told by where it began, ended, and its ends', () => {
  expect(chartSummary(line(20, 10, 30), euros)).toEqual([
    'Future value went from €20 on day 1 to €30 on day 3; lowest €10 on day 2, highest €30 on day 3.',
  ])
})

test('what is unknown is counted and not taken for 0', () => {
  expect(chartSummary(line(null, 10, 30), euros)).toEqual([
    'Future value went from €10 on day 2 to €30 on day 3; lowest €10 on day 2, highest €30 on day 3.',
    '1 value is unknown.',
  ])
})

test('one value, and values that never change, are told as such', () => {
  expect(chartSummary(line(10), euros)).toEqual(['Future value is €10 on day 1.'])
  expect(chartSummary(line(10, 10), euros)).toEqual(['Future value stayed at €10 from day 1 to day 2.'])
  expect(chartSummary(line(null), euros)).toEqual([])
})

test('bars are told by the highest and the lowest', () => {
  const bars = [
    { label: 'Ada', value: 3 },
    { label: 'Grace', value: 5 },
    { label: 'Mary', value: null },
  ]
  expect(chartSummary({ kind: 'bars', name: 'Tickets', bars }, String)).toEqual([
    '2 values: highest Grace with 5, lowest Ada with 3.',
    '1 value is unknown.',
  ])
})

test('a histogram is told by where most lie', () => {
  const bins = [
    { from: 0, to: 10, count: 2 },
    { from: 10, to: 20, count: 7 },
  ]
  expect(chartSummary({ kind: 'histogram', name: 'Hours', bins }, String)).toEqual([
    '9 cases; most lie in 10 to 20 (7 cases).',
  ])
})
