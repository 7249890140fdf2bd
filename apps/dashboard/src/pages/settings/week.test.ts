import { expect, test } from 'vitest'
import { newSchedule, overTheWeekend, windowsOf, withWindows } from './week.ts'

test('windows are read as people write them', () => {
  expect(windowsOf(' 09:00 - 12:00 ; 13:00–17:00,')).toEqual(['09:00-12:00', '13:00-17:00'])
})

test('a day without windows is free, and the days stay in the order of the week', () => {
  const office = newSchedule('office', 'UTC')
  const changed = withWindows(withWindows(office, 'mon', ''), 'sun', '10:00-11:00')
  expect(Object.keys(changed.weekly)).toEqual(['tue', 'wed', 'thu', 'fri', 'sun'])
})

test.each(['2026-03-06T10:00:00Z', '2026-03-08T10:00:00Z', '2026-03-12T23:00:00Z'])(
  'the wait that is shown goes over the last weekend: of %s',
  (now) => {
    expect(overTheWeekend(new Date(now))).toEqual({ from: '2026-03-06T16:55', to: '2026-03-09T09:10' })
  },
)
