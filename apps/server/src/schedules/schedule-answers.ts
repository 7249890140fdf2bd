import { z } from '@hono/zod-openapi'
import type { ScheduleSettings } from '@rapport/config'
import type { ScheduleView } from '@rapport/run'
import { moment } from '../http/api-route.ts'

/** Which alerts a schedule raises. */
const alerts = z.object({
  onFailure: z.boolean(),
  afterFailures: z.number().int().nullable(),
  noSuccessHours: z.number().nullable(),
  channels: z.array(z.string()).nullable().describe('Null: all of them'),
})

/** A schedule with what is next and what was last. */
export const listedSchedule = z
  .object({
    name: z.string(),
    cron: z.string(),
    timezone: z.string().describe('The zone in which its times are meant'),
    ownTimezone: z.boolean().describe('False: it is the zone of the workspace'),
    connections: z.array(z.string()).nullable().describe('Null: all'),
    dryRun: z.boolean(),
    paused: z.boolean(),
    pausedInFile: z.boolean(),
    pausedBy: z.string().nullable(),
    nextTimes: z.array(moment).describe('The next five; none while it is paused'),
    lastDueAt: moment.nullable(),
    lastRun: z.object({ id: z.number().int(), state: z.string(), startedAt: moment }).nullable(),
    skipped: z
      .object({ at: moment, reason: z.string() })
      .nullable()
      .describe('The last time at which nothing was begun, and why'),
    alerts,
  })
  .openapi('Schedule')

/** What a schedule is to be. What is left out takes the value that rapport.yaml gives it then. */
export const wantedSchedule = z
  .strictObject({
    cron: z.string().min(1).max(200),
    timezone: z.string().min(1).max(64).nullable().default(null).describe('Null: the zone of the workspace'),
    connections: z.array(z.string().min(1).max(64)).min(1).max(200).nullable().default(null),
    dryRun: z.boolean().default(false),
    noSuccessHours: z.number().positive().max(10_000).nullable().default(null),
  })
  .openapi('WantedSchedule')
export type WantedSchedule = z.output<typeof wantedSchedule>

/** The name of a schedule, as rapport.yaml allows it. */
export const scheduleName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i, 'use letters, digits, - and _')

export function scheduleAnswer(
  view: ScheduleView,
  settings: ScheduleSettings,
): z.input<typeof listedSchedule> {
  const { connections } = view
  return {
    ...{ name: view.name, cron: view.cron, timezone: view.timezone, dryRun: view.dryRun },
    ...{ paused: view.paused, pausedBy: view.pausedBy, pausedInFile: settings.paused },
    ownTimezone: settings.timezone !== undefined,
    connections: connections === null ? null : [...connections],
    nextTimes: view.nextTimes.map((time) => time.toISOString()),
    lastDueAt: view.lastDueAt?.toISOString() ?? null,
    lastRun:
      view.lastRun === null ? null : { ...view.lastRun, startedAt: view.lastRun.startedAt.toISOString() },
    skipped: view.skipped === null ? null : { ...view.skipped, at: view.skipped.at.toISOString() },
    alerts: {
      ...settings.alerts,
      channels: settings.alerts.channels === null ? null : [...settings.alerts.channels],
    },
  }
}
