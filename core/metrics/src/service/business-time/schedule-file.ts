import { isTimeZone, nearest, nearestTimeZone } from '@rapport/model'
import { z } from 'zod'
import type { Schedule, TimeWindow, Weekday } from './schedule.ts'
import { holidayProblems, orderProblems, type ScheduleProblem, weekProblems } from './schedule-problems.ts'
import { MINUTES_PER_DAY, parseTimeOfDay } from './time-of-day.ts'

/** Adds problems to those of the schema, below `path`. */
function report(context: z.RefinementCtx, problems: readonly ScheduleProblem[]): void {
  for (const { path, message } of problems) context.addIssue({ code: 'custom', path: [...path], message })
}

/** A group without unknown keys: a slip of the hand must not silently change what counts. */
function group<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      return issue.keys
        .map((key) => {
          const meant = nearest(key, known)
          return meant === null
            ? `unknown key "${key}"; there are ${known.join(', ')}`
            : `unknown key "${key}"; did you mean "${meant}"?`
        })
        .join('; ')
    },
  })
}

const timeZone = z
  .string({ error: 'needs a time zone: an IANA name such as Europe/Berlin' })
  .superRefine((text, context) => {
    if (isTimeZone(text)) return
    const meant = nearestTimeZone(text)
    const hint = meant === null ? 'write an IANA name such as Europe/Berlin' : `did you mean "${meant}"?`
    report(context, [{ path: [], message: `unknown time zone "${text}"; ${hint}` }])
  })
  .describe('The zone in which windows and holidays are meant, an IANA name')

const timeOfDay = z
  .string()
  .transform((text, context) => {
    const minute = parseTimeOfDay(text)
    if (minute !== null) return minute
    report(context, [{ path: [], message: outsideTheDay(text) }])
    return z.NEVER
  })
  .describe('A time by the clock on the wall, HH:MM, up to 24:00')

const outsideTheDay = (text: string): string => `"${text}" is no time from 00:00 to 24:00; write it as HH:MM`

const timeWindow = z
  .string()
  .transform((text, context): TimeWindow => {
    const window = parseWindow(text)
    if (typeof window !== 'string') return window
    report(context, [{ path: [], message: window }])
    return z.NEVER
  })
  .describe('Working hours, HH:MM-HH:MM; 22:00-06:00 ends on the next date')

/** The window, or what is wrong with it. */
function parseWindow(text: string): TimeWindow | string {
  const [start, end, ...more] = text.split('-').map((part) => part.trim())
  if (start === undefined || end === undefined || more.length > 0) {
    return `"${text}" is no window; write its start and end such as "09:00-17:00"`
  }
  const [from, to] = [parseTimeOfDay(start), parseTimeOfDay(end)]
  if (from === null || to === null) {
    return `window "${text}": ${outsideTheDay(from === null ? start : end)}; one across midnight is written "22:00-06:00"`
  }
  if (from === MINUTES_PER_DAY)
    return `window "${text}" starts where the day ends; write it on the next day from 00:00`
  if (from === to) return `window "${text}" starts and ends at the same time; a whole day is "00:00-24:00"`
  return { from, to: to === 0 ? MINUTES_PER_DAY : to }
}

const windows = z.array(timeWindow).default([])

const weekly = group({
  mon: windows,
  tue: windows,
  wed: windows,
  thu: windows,
  fri: windows,
  sat: windows,
  sun: windows,
} satisfies Record<Weekday, typeof windows>)
  .superRefine((week, context) => {
    // Beside a day that was misspelt, "no working hours" would only confuse.
    if (context.issues.length === 0) report(context, weekProblems(week))
  })
  .describe('Working hours by day of the week; a day that is not named has none')

const holiday = group({
  date: z.iso.date({ error: 'must be a date of the calendar such as 2026-12-25' }),
  from: timeOfDay.default(0).describe('Where only a part is free: its start'),
  to: timeOfDay.default(MINUTES_PER_DAY).describe('Where only a part is free: its end'),
})
  .refine(({ from, to }) => from < to, { error: 'must end after it starts; "to" may be 24:00', path: ['to'] })
  .describe('A date, or the part of it from `from` to `to`, on which nobody works')

const hours = {
  timezone: timeZone,
  weekly,
  holidays: z
    .array(holiday)
    .default([])
    .superRefine((days, context) => report(context, holidayProblems(days))),
}

const singleSchedule = group(hours).transform((single): Schedule[] => [
  { id: 'default', ...single, effectiveFrom: null },
])

const needsId = 'needs an id, by which explanations name it'

const listedSchedule = group({
  id: z.string({ error: needsId }).min(1, { error: needsId }),
  from: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'must be a date such as 2026-01-01, or a moment such as 2026-01-01T08:00:00Z',
    })
    .nullable()
    .default(null)
    .describe('From when it applies: the start of a date in its zone, or a moment; without it, always'),
  ...hours,
}).transform(({ from, ...schedule }): Schedule => ({ ...schedule, effectiveFrom: from }))

const scheduleList = group({
  schedules: z
    .array(listedSchedule)
    .min(1, { error: 'needs at least one schedule' })
    // One that has a problem of its own has not been turned into a schedule.
    .superRefine((schedules, context) => {
      if (schedules.every((schedule) => 'effectiveFrom' in schedule))
        report(context, orderProblems(schedules))
    }),
}).transform(({ schedules }) => schedules)

/**
 * The file of `rapport calc service --schedule`, read from YAML: one schedule (`timezone`, `weekly`, `holidays`), named
 * `default`; or `schedules`, each with `id` and the date or moment `from` which it applies (METRICS.md, section 6).
 *
 * @example
 * scheduleFile.parse({ timezone: 'Europe/Berlin', weekly: { mon: ['09:00-12:00', '13:00-17:00'] } })
 */
export const scheduleFile = z
  .unknown()
  .transform((data, context): Schedule[] => {
    const shape = isList(data) ? scheduleList : singleSchedule
    const parsed = shape.safeParse(data)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    return z.NEVER
  })
  .describe('Working hours: one schedule, or `schedules` in the order in which they came into force')

const isList = (data: unknown): boolean => typeof data === 'object' && data !== null && 'schedules' in data
