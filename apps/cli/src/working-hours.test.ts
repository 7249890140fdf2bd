import { parseConfiguration } from '@rapport/config'
import { expect, test } from 'vitest'
import { configurationContext } from './configuration.ts'
import { warningsOfSchedules } from './working-hours.ts'

const settings = (schedules: string) => `metrics:\n  service:\n    schedules:\n${schedules}`
const parse = (schedules: string) =>
  parseConfiguration(settings(schedules), 'rapport.yaml', configurationContext)

test('windows that overlap are told with their place', () => {
  expect(() => parse('      - { timezone: UTC, weekly: { mon: ["09:00-13:00", "12:00-17:00"] } }\n')).toThrow(
    'rapport.yaml:4:57 metrics.service.schedules[0].weekly.mon[1]: mon "09:00-13:00" and mon "12:00-17:00" overlap; join them or shorten one',
  )
})

test('an unknown zone is told with the nearest one', () => {
  expect(() => parse('      - { timezone: Europe/Berln, weekly: { mon: ["09:00-17:00"] } }\n')).toThrow(
    'rapport.yaml:4:21 metrics.service.schedules[0].timezone: unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
  )
})

test('of several schedules each needs an id and a start of its own', () => {
  const schedule = '{ timezone: UTC, weekly: { mon: ["09:00-17:00"] } }'
  expect(() => parse(`      - ${schedule}\n      - ${schedule}\n`)).toThrow(
    /schedules\[1\]\.id: "default" is the id of an earlier schedule.*\n.*schedules\[1\]\.from: schedule "default" needs a date/,
  )
})

test('a holiday on a free day is a warning', () => {
  const { metrics } = parse(
    '      - { timezone: UTC, weekly: { mon: ["09:00-17:00"] }, holidays: [{ date: 2026-03-01 }, { date: 2026-03-02 }] }\n',
  )
  expect(warningsOfSchedules(metrics.service.schedules)).toEqual([
    'the holiday 2026-03-01 of schedule "default" falls where nobody works, so it changes nothing: is the date right?',
  ])
})
