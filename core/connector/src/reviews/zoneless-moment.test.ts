import { expect, test } from 'vitest'
import { zonelessMoment } from './zoneless-moment.ts'

test.each([
  ['2025-06-01T08:00:00', '2025-06-01T08:00:00.000Z'],
  ['2025-06-01T08:00:00.25', '2025-06-01T08:00:00.250Z'],
  ['2025-06-01T08:00:00Z', '2025-06-01T08:00:00.000Z'],
  ['2025-06-01T08:00:00+02:00', '2025-06-01T06:00:00.000Z'],
])('%s is %s, whatever the zone of this machine', (written, moment) => {
  expect(zonelessMoment.parse(written)).toBe(moment)
})

test('what is no moment is refused', () => {
  expect(zonelessMoment.safeParse('yesterday').success).toBe(false)
})
