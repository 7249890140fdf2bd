import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { businessCalendar, businessSeconds, calendarOfSchedule, scheduleFile } from './business-time/index.ts'
import { hours, moment } from './testing/history.ts'
import { TicketClock } from './ticket-clock.ts'

const schedules = scheduleFile.parse({
  schedules: [
    { id: 'day', timezone: 'UTC', weekly: { mon: ['09:00-17:00'], tue: ['09:00-17:00'] } },
    { id: 'shift', from: '2026-04-01', timezone: 'UTC', weekly: { mon: ['06:00-22:00'] } },
  ],
})
const calendar = businessCalendar(schedules)
const [from, to] = [moment('15:00'), moment('20:00')]

describe('business time of a ticket', () => {
  test('is by the calendar’s dates until the source says which schedule applies', () => {
    const clock = new TicketClock(calendar)
    expect(clock.duration(from, to)).toEqual({ calendarSeconds: hours(5), businessSeconds: hours(2) })
    clock.applySchedule(moment('16:00'), 'shift')
    expect(clock.duration(from, to).businessSeconds).toBe(hours(5))
    expect(clock.duration(from, moment('16:00')).businessSeconds).toBe(hours(1))
  })

  test('is by the last schedule for the whole where the calendar says so', () => {
    const clock = new TicketClock(businessCalendar(schedules, 'last-schedule'))
    clock.applySchedule(moment('19:00'), 'shift')
    expect(clock.duration(from, to).businessSeconds).toBe(hours(5))
    // It does not reach back to what had ended before.
    expect(clock.duration(from, moment('19:00')).businessSeconds).toBe(hours(2))
  })

  test('is unknown under a schedule that the calendar does not have, and without a calendar', () => {
    const clock = new TicketClock(calendar)
    clock.applySchedule(moment('16:00'), 'night')
    expect(clock.duration(from, to)).toEqual({ calendarSeconds: hours(5), businessSeconds: null })
    expect(clock.businessSegments({ from, to })).toBeNull()
    expect(clock.lastBusinessMoment(moment('17:00'), moment('17:00'), 60)).toBeNull()
    expect(clock.duration(from, moment('16:00')).businessSeconds).toBe(hours(1))
    expect(clock.duration(moment('16:00'), moment('16:00')).businessSeconds).toBeNull()
    expect(new TicketClock(null).durationOf([{ from, to }])).toEqual({
      calendarSeconds: hours(5),
      businessSeconds: null,
    })
  })

  test('of which no schedule applied yet is unknown', () => {
    const later = businessCalendar(
      schedules.map((one) => ({ ...one, effectiveFrom: one.effectiveFrom ?? '2026-03-03' })),
    )
    expect(new TicketClock(later).duration(from, to).businessSeconds).toBeNull()
  })

  test('is, however the schedules were applied, the sum over the stretches of each', () => {
    const minute = fc.integer({ min: 0, max: 3 * 24 * 60 }).map((count) => from + count * 60_000)
    const applied = fc.array(fc.tuple(minute, fc.constantFrom('day', 'shift')), { maxLength: 6 })
    fc.assert(
      fc.property(applied, minute, minute, (changes, one, other) => {
        const ordered = changes.toSorted(([left], [right]) => left - right)
        const clock = new TicketClock(calendar)
        for (const [at, schedule] of ordered) clock.applySchedule(at, schedule)
        const [start, end] = [Math.min(one, other), Math.max(one, other)]
        const edges = [start, ...ordered.map(([at]) => at).filter((at) => at > start && at < end), end]
        const sum = edges.slice(1).reduce((seconds, edge, index) => {
          const begin = edges[index]!
          const schedule = ordered.findLast(([at]) => at <= begin)?.[1]
          const inForce = schedule === undefined ? calendar : calendarOfSchedule(calendar, schedule)!
          return seconds + businessSeconds(inForce, begin, edge)!
        }, 0)
        expect(clock.duration(start, end).businessSeconds).toBe(sum)
      }),
    )
  })
})
