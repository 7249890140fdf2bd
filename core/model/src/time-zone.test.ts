import { expect, it } from 'vitest'
import { isTimeZone, nearestTimeZone } from './time-zone.ts'

it.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Europe/Berln', false],
  ['+01:00', false],
  ['-05:00', false],
  [' ', false],
  ['', false],
])('tells of "%s" whether it is a zone with its clock changes: %s', (text, is) => {
  expect(isTimeZone(text)).toBe(is)
})

it.each([
  ['Europe/Berln', 'Europe/Berlin'],
  ['Berlin', 'Europe/Berlin'],
  ['+01:00', null],
])('finds the zone that "%s" was meant for: %s', (text, zone) => {
  expect(nearestTimeZone(text)).toBe(zone)
})
