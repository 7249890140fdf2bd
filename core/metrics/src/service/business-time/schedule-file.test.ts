import { describe, expect, test } from 'vitest'
import { businessCalendar } from './business-calendar.ts'
import { holidaysWithoutEffect } from './holidays-without-effect.ts'
import { scheduleFile } from './schedule-file.ts'

const valid = { timezone: 'Europe/Berlin', weekly: { mon: ['09:00-17:00'] } }
const listed = { id: 'support', ...valid }

/** Where and what: the problems that the schema finds. */
function problems(file: unknown): [string, string][] {
  const parsed = scheduleFile.safeParse(file)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => [path.join('.'), message])
}

describe('a schedule file', () => {
  test('of one schedule is read; it applies always', () => {
    const file = {
      timezone: 'Europe/Berlin',
      weekly: { mon: ['09:00-12:00', '13:00-24:00'], fri: ['22:00-06:00'], sat: ['22:00-00:00'] },
      holidays: [
        { date: '2026-12-25' },
        { date: '2026-12-24', from: '13:00' },
        { date: '2026-12-31', to: '12:30' },
      ],
    }
    expect(scheduleFile.parse(file)).toEqual([
      {
        id: 'default',
        timezone: 'Europe/Berlin',
        weekly: {
          mon: [
            { from: 540, to: 720 },
            { from: 780, to: 1440 },
          ],
          tue: [],
          wed: [],
          thu: [],
          fri: [{ from: 1320, to: 360 }],
          sat: [{ from: 1320, to: 1440 }],
          sun: [],
        },
        holidays: [
          { date: '2026-12-25', from: 0, to: 1440 },
          { date: '2026-12-24', from: 780, to: 1440 },
          { date: '2026-12-31', from: 0, to: 750 },
        ],
        effectiveFrom: null,
      },
    ])
  })

  test('of several schedules is read in their order', () => {
    const schedules = [
      listed,
      { ...listed, id: 'later', from: '2026-01-01' },
      { ...listed, id: 'last', from: '2026-06-01T08:00:00+02:00' },
    ]
    expect(scheduleFile.parse({ schedules }).map(({ id, effectiveFrom }) => [id, effectiveFrom])).toEqual([
      ['support', null],
      ['later', '2026-01-01'],
      ['last', '2026-06-01T08:00:00+02:00'],
    ])
  })

  test.each([null, 'mon 9-17', [], 7])('%j is none', (file) => {
    expect(problems(file)).not.toEqual([])
  })
})

describe('the zone', () => {
  test.each([
    ['Europe/Berlim', 'unknown time zone "Europe/Berlim"; did you mean "Europe/Berlin"?'],
    ['Berlin', 'unknown time zone "Berlin"; did you mean "Europe/Berlin"?'],
    ['+02:00', 'unknown time zone "+02:00"; write an IANA name such as Europe/Berlin'],
    ['', 'unknown time zone ""; write an IANA name such as Europe/Berlin'],
  ])('%j is told with what was meant', (timezone, message) => {
    expect(problems({ ...valid, timezone })).toEqual([['timezone', message]])
  })

  test('is needed', () => {
    expect(problems({ weekly: valid.weekly })).toEqual([
      ['timezone', 'needs a time zone: an IANA name such as Europe/Berlin'],
    ])
  })
})

describe('the windows of a week', () => {
  const week = (weekly: Readonly<Record<string, readonly string[]>>) => problems({ ...valid, weekly })

  test.each([
    ['09:00', '"09:00" is no window; write its start and end such as "09:00-17:00"'],
    [
      '9-17',
      'window "9-17": "9" is no time from 00:00 to 24:00; write it as HH:MM; one across midnight is written "22:00-06:00"',
    ],
    [
      '20:00-25:00',
      'window "20:00-25:00": "25:00" is no time from 00:00 to 24:00; write it as HH:MM; one across midnight is written "22:00-06:00"',
    ],
    [
      '20:00-24:01',
      'window "20:00-24:01": "24:01" is no time from 00:00 to 24:00; write it as HH:MM; one across midnight is written "22:00-06:00"',
    ],
    ['24:00-06:00', 'window "24:00-06:00" starts where the day ends; write it on the next day from 00:00'],
    ['09:00-09:00', 'window "09:00-09:00" starts and ends at the same time; a whole day is "00:00-24:00"'],
  ])('%s is refused', (window, message) => {
    expect(week({ mon: ['07:00-08:00', window] })).toEqual([['weekly.mon.1', message]])
  })

  test.each([
    [{ mon: ['09:00-13:00', '12:00-17:00'] }, 'weekly.mon.1', 'mon "09:00-13:00" and mon "12:00-17:00"'],
    [{ mon: ['09:00-17:00', '09:00-17:00'] }, 'weekly.mon.1', 'mon "09:00-17:00" and mon "09:00-17:00"'],
    [
      { mon: ['22:00-06:00'], tue: ['05:00-09:00'] },
      'weekly.tue.0',
      'mon "22:00-06:00" and tue "05:00-09:00"',
    ],
    [
      { mon: ['00:00-08:00'], sun: ['22:00-06:00'] },
      'weekly.sun.0',
      'mon "00:00-08:00" and sun "22:00-06:00"',
    ],
  ])('overlapping windows are refused: %j', (weekly, path, both) => {
    expect(week(weekly)).toEqual([[path, `${both} overlap; join them or shorten one`]])
  })

  test('windows that touch are two', () => {
    expect(
      week({
        mon: ['12:00-24:00', '09:00-12:00'],
        tue: ['00:00-01:00', '22:00-06:00'],
        wed: ['06:00-07:00'],
      }),
    ).toEqual([])
  })

  test.each([[{}], [{ mon: [] }]])('a week without any is refused: %j', (weekly) => {
    expect(week(weekly)).toEqual([
      ['weekly', 'has no working hours; give at least one window, such as mon: ["09:00-17:00"]'],
    ])
  })

  test('an unknown day is told', () => {
    expect(week({ mom: ['09:00-17:00'] })).toEqual([['weekly', 'unknown key "mom"; did you mean "mon"?']])
    expect(week({ weekdays: [] })).toEqual([
      ['weekly', 'unknown key "weekdays"; there are mon, tue, wed, thu, fri, sat, sun'],
    ])
  })
})

describe('holidays', () => {
  const days = (...holidays: unknown[]) => problems({ ...valid, holidays })

  test.each([
    [{ date: '2026-02-30' }, 'holidays.0.date', 'must be a date of the calendar such as 2026-12-25'],
    [
      { date: '2026-12-24', from: '25:00' },
      'holidays.0.from',
      '"25:00" is no time from 00:00 to 24:00; write it as HH:MM',
    ],
    [
      { date: '2026-12-24', from: '17:00', to: '13:00' },
      'holidays.0.to',
      'must end after it starts; "to" may be 24:00',
    ],
    [{ date: '2026-12-24', form: '13:00' }, 'holidays.0', 'unknown key "form"; did you mean "from"?'],
  ])('%j is refused', (holiday, path, message) => {
    expect(days(holiday)).toEqual([[path, message]])
  })

  test('a date that is in the list twice is refused', () => {
    expect(days({ date: '2026-12-25' }, { date: '2026-01-01' }, { date: '2026-12-25' })).toEqual([
      ['holidays.2', '2026-12-25 is already in the list: 2026-12-25 is holiday 1; remove one'],
    ])
  })

  test('parts of one date may not overlap, but may stand apart', () => {
    const morning = { date: '2026-12-24', to: '10:00' }
    expect(days(morning, { date: '2026-12-24', from: '09:00', to: '12:00' })).toEqual([
      [
        'holidays.1',
        '2026-12-24 09:00-12:00 is already in the list: 2026-12-24 00:00-10:00 is holiday 1; remove one',
      ],
    ])
    expect(days(morning, { date: '2026-12-24', from: '15:00' })).toEqual([])
  })
})

describe('holidays that take nothing away', () => {
  const without = (file: unknown) => holidaysWithoutEffect(businessCalendar(scheduleFile.parse(file)))

  test('are allowed and flagged: on a day off, or out of hours', () => {
    const off = { date: '2026-12-26' }
    const evening = { date: '2026-12-21', from: '18:00' }
    expect(without({ ...valid, holidays: [off, evening, { date: '2026-12-28' }] })).toEqual([
      { scheduleId: 'default', holiday: { ...off, from: 0, to: 1440 }, reason: 'no working hours then' },
      {
        scheduleId: 'default',
        holiday: { ...evening, from: 1080, to: 1440 },
        reason: 'no working hours then',
      },
    ])
  })

  test('the morning after a night across midnight is no day off', () => {
    expect(
      without({ ...valid, weekly: { fri: ['22:00-06:00'] }, holidays: [{ date: '2026-12-26' }] }),
    ).toEqual([])
  })

  test('are flagged where the schedule does not apply on their date', () => {
    const holidays = [{ date: '2026-12-28' }]
    const schedules = [
      { ...listed, holidays },
      { ...listed, id: 'later', from: '2026-07-01', holidays },
    ]
    expect(without({ schedules })).toMatchObject([
      { scheduleId: 'support', reason: 'the schedule does not apply then' },
    ])
  })
})

describe('several schedules', () => {
  const list = (...schedules: unknown[]) => problems({ schedules })
  const from = (id: string, date?: string) => ({
    ...listed,
    id,
    ...(date === undefined ? {} : { from: date }),
  })

  test('out of order are refused', () => {
    expect(list(from('a', '2026-06-01'), from('b', '2026-01-01'))).toEqual([
      [
        'schedules.1.from',
        'schedule "b" (from 2026-01-01) stands after "a" (from 2026-06-01); write them in the order of their starts',
      ],
    ])
  })

  test('of which one has a problem of its own have that problem named', () => {
    expect(list({ ...from('a'), weekly: {} }, from('b', '2026-01-01'))).toEqual([
      ['schedules.0.weekly', 'has no working hours; give at least one window, such as mon: ["09:00-17:00"]'],
    ])
  })

  test('with the same start are refused, also where it is written otherwise', () => {
    expect(list(from('a', '2026-06-01'), from('b', '2026-05-31T22:00:00Z'))).toEqual([
      [
        'schedules.1.from',
        'schedules "a" and "b" apply from the same moment, 2026-05-31T22:00:00Z; which one is meant?',
      ],
    ])
  })

  test('but the first need a start', () => {
    expect(list(from('a'), from('b'))).toEqual([
      [
        'schedules.1.from',
        'schedule "b" needs a date from which it applies, such as from: 2026-01-01; only the first may have none',
      ],
    ])
  })

  test('with the same id are refused', () => {
    expect(list(from('a'), from('a', '2026-01-01'))).toEqual([
      [
        'schedules.1.id',
        '"a" is the id of an earlier schedule; explanations name the id, so give each its own',
      ],
    ])
  })

  test('are at least one, each with what it needs', () => {
    expect(list()).toEqual([['schedules', 'needs at least one schedule']])
    expect(list({ ...valid, from: 'May' })).toEqual([
      ['schedules.0.id', 'needs an id, by which explanations name it'],
      ['schedules.0.from', 'must be a date such as 2026-01-01, or a moment such as 2026-01-01T08:00:00Z'],
    ])
    expect(list({ ...listed, weekly: { mon: ['10:00'] } })).toMatchObject([['schedules.0.weekly.mon.0', {}]])
  })

  test('do not stand beside one that is written outside the list', () => {
    expect(problems({ ...valid, schedules: [listed] })).toEqual([
      ['', 'unknown key "timezone"; there are schedules; unknown key "weekly"; there are schedules'],
    ])
  })
})
