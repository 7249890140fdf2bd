import type { ServiceSettings } from '@rapport/config'
import {
  type BusinessCalendar,
  businessCalendar,
  businessSeconds,
  businessSegments,
  holidaysWithoutEffect,
  localDay,
  scheduleAt,
  scheduleFile,
  zoneClock,
} from '@rapport/metrics'

/** One stretch of a preview: counted, or why it is not. */
export interface PreviewedStretch {
  readonly from: string
  readonly to: string
  readonly counted: boolean
  readonly reason: string | null
}

/** What a wait between two moments counts as. */
export interface HoursPreview {
  readonly from: string
  readonly to: string
  readonly calendarSeconds: number
  /** Null: no schedule applies yet at the beginning. */
  readonly businessSeconds: number | null
  readonly stretches: readonly PreviewedStretch[]
  /** Holidays that change nothing, which may be slips. */
  readonly warnings: readonly { readonly schedule: string; readonly date: string; readonly reason: string }[]
}

/** The instant of a local time, `2026-03-06T16:55`: what the clock skips is later, of what it shows twice the earlier. */
export function instantOf(local: string, timezone: string): number {
  const [date = '', time = ''] = local.split('T')
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return zoneClock(timezone).instantOf(localDay(date, timezone), hours * 60 + minutes)
}

/** The most stretches that are told: a preview is of days, not of years. */
const mostStretches = 60

/**
 * What a wait counts as by these working hours, which have passed the check of the configuration. The times are local: of the zone of
 * the schedule that applies then.
 */
export function previewHours(
  schedules: ServiceSettings['schedules'],
  { from, to }: { readonly from: string; readonly to: string },
): HoursPreview {
  const calendar = businessCalendar(scheduleFile.parse({ schedules }))
  const zone = zoneAt(calendar, schedules, from)
  const [fromMs, toMs] = [instantOf(from, zone), instantOf(to, zone)]
  const moment = (at: number): string => new Date(at).toISOString()
  return {
    ...{ from: moment(fromMs), to: moment(toMs), calendarSeconds: (toMs - fromMs) / 1_000 },
    businessSeconds: businessSeconds(calendar, fromMs, toMs),
    stretches: businessSegments(calendar, fromMs, toMs)
      .slice(0, mostStretches)
      .map((segment) => ({
        ...{ from: moment(segment.fromMs), to: moment(segment.toMs) },
        ...{ counted: segment.counted, reason: segment.reason },
      })),
    warnings: holidaysWithoutEffect(calendar).map(({ scheduleId, holiday, reason }) => ({
      ...{ schedule: scheduleId, date: holiday.date, reason },
    })),
  }
}

function zoneAt(calendar: BusinessCalendar, schedules: ServiceSettings['schedules'], local: string): string {
  const first = schedules[0]?.timezone ?? 'UTC'
  return scheduleAt(calendar, instantOf(local, first))?.timezone ?? first
}
