export {
  type BusinessCalendar,
  businessCalendar,
  calendarOfSchedule,
  type ScheduleChangeRule,
  scheduleAt,
  startOfDate,
} from './business-calendar.ts'
export * from './business-seconds.ts'
export * from './business-segments.ts'
export * from './holidays-without-effect.ts'
export { type Holiday, type Schedule, type TimeWindow, WEEKDAYS, type Weekday } from './schedule.ts'
export { scheduleFile } from './schedule-file.ts'
export type { MinuteOfDay } from './time-of-day.ts'
export { zoneClock } from './zone-clock.ts'
