import type { ProblemsOfSchedules, ServiceSettings } from '@rapport/config'
import {
  type BusinessCalendar,
  businessCalendar,
  type HolidayWithoutEffect,
  holidaysWithoutEffect,
  scheduleFile,
} from '@rapport/metrics'

/** What the metrics say of the working hours of rapport.yaml, such as windows that overlap or an unknown zone. */
export const problemsOfSchedules: ProblemsOfSchedules = (schedules) => {
  const read = scheduleFile.safeParse({ schedules })
  return (read.error?.issues ?? []).map(({ path: [, ...path], message }) => ({ path, message }))
}

/** What may be a slip in the working hours of rapport.yaml. */
export function warningsOfSchedules(schedules: ServiceSettings['schedules']): string[] {
  if (schedules.length === 0) return []
  return holidayWarnings(businessCalendar(scheduleFile.parse({ schedules })))
}

/** The holidays that change nothing, each in a sentence. */
export const holidayWarnings = (calendar: BusinessCalendar): string[] =>
  holidaysWithoutEffect(calendar).map(holidayWarning)

function holidayWarning({ scheduleId, holiday, reason }: HolidayWithoutEffect): string {
  const falls =
    reason === 'no working hours then'
      ? 'falls where nobody works'
      : 'falls where the schedule does not apply'
  return `the holiday ${holiday.date} of schedule "${scheduleId}" ${falls}, so it changes nothing: is the date right?`
}
