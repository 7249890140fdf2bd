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
    'Tickets: the highest is 5 for Grace, the lowest 3 for Ada.',
    '1 value is unknown.',
  ])
})

test('bars that are all alike are told as such, and many with one value by their number', () => {
  const bars = (...values: readonly number[]) => ({
    ...{ kind: 'bars' as const, name: 'Open tickets' },
    bars: values.map((value, index) => ({ label: `age ${index}`, value })),
  })
  expect(chartSummary(bars(0, 0, 0), String)).toEqual(['Open tickets: 0 in each of 3 groups.'])
  expect(chartSummary(bars(4), String)).toEqual(['Open tickets: 4 for age 0.'])
  expect(chartSummary(bars(4, 0, 0, 0), String)).toEqual([
    'Open tickets: the highest is 4 for age 0, the lowest 0 for 3 groups.',
  ])
})

test('a histogram is told by its largest group', () => {
  const bins = [
    { from: 0, to: 10, count: 2 },
    { from: 10, to: 20, count: 7 },
  ]
  expect(chartSummary({ kind: 'histogram', name: 'Hours', bins }, String)).toEqual([
    '9 cases; the largest group, 7 cases, is 10 to 20.',
  ])
})
