import { externalId } from '@rapport/model'
import { z } from 'zod'

/** Which alerts a schedule raises, and where they go. */
const scheduleAlerts = z
  .strictObject({
    onFailure: z.boolean().default(true).describe('Tell when a run fails after one that went well'),
    afterFailures: z
      .number()
      .int()
      .min(2)
      .max(1000)
      .nullable()
      .default(3)
      .describe('Tell again when so many runs failed one after another; null: never'),
    noSuccessHours: z
      .number()
      .positive()
      .max(10_000)
      .nullable()
      .default(null)
      .describe('Tell when no run went well for so many hours; null: never'),
    channels: z
      .array(z.string())
      .nullable()
      .default(null)
      .describe('Names of alerts.channels; null: all of them'),
  })
  .describe('What is told of its runs, once per change, and that all is well again')

/** One schedule. */
export const scheduleSettings = z
  .strictObject({
    cron: z
      .string()
      .describe('Minute, hour, day of the month, month, day of the week, e.g. "0 2 * * *": every day at two'),
    timezone: z.string().optional().describe('IANA zone in which the times are meant; left out: timezone'),
    connections: z
      .array(externalId)
      .min(1)
      .nullable()
      .default(null)
      .describe('Only these connections are read and written; null: all'),
    dryRun: z.boolean().default(false).describe('Plan, but write nothing'),
    paused: z.boolean().default(false).describe('Keep it, but begin nothing'),
    alerts: scheduleAlerts.prefault({}),
  })
  .describe('When a sync begins by itself')

const recipient = z.email()

/** Where alerts go: exactly one of the ways. */
export const alertChannel = z
  .strictObject({
    email: z
      .strictObject({
        to: z.array(recipient).min(1).describe('Who is told'),
        from: recipient.describe('The sender'),
        host: z.string().min(1).describe('The SMTP server'),
        port: z.number().int().min(1).max(65_535).default(587).describe('Its port'),
        secure: z
          .boolean()
          .default(false)
          .describe('true: TLS from the first byte (port 465); false: STARTTLS'),
        user: z.string().optional().describe('The user, or a reference: env:NAME, file:path or stored:NAME'),
        password: z.string().optional().describe('By reference only: env:NAME, file:path or stored:NAME'),
      })
      .optional()
      .describe('By e-mail'),
    webhook: z
      .strictObject({
        url: z.string().describe('Where the JSON is posted; https, or http on this machine'),
        secret: z
          .string()
          .describe('Signs it (HMAC-SHA256); by reference only: env:NAME, file:path or stored:NAME'),
      })
      .optional()
      .describe('As signed JSON'),
    slack: z
      .strictObject({
        url: z
          .string()
          .describe(
            'The address of the incoming webhook, which is a secret: env:NAME, file:path or stored:NAME',
          ),
        host: z
          .string()
          .min(1)
          .default('hooks.slack.com')
          .describe(
            'The only host that the address may name; another one for Mattermost, Rocket.Chat and the like',
          ),
      })
      .optional()
      .describe('To Slack, or what understands its messages'),
  })
  .refine((channel) => Object.values(channel).filter((way) => way !== undefined).length === 1, {
    error: 'needs exactly one of email, webhook and slack',
  })
  .describe('Where alerts go')

export const schedulesSettings = z
  .record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i, 'use letters, digits, - and _'), scheduleSettings)
  .describe('When syncs begin by themselves, by a name of your own; "npx rapport serve" runs them')

export const alertsSettings = z
  .strictObject({
    channels: z
      .record(externalId, alertChannel)
      .default({})
      .describe('Where alerts go, by a name of your own'),
  })
  .describe('Alerts of the schedules')

export type ScheduleSettings = z.output<typeof scheduleSettings>
export type AlertChannel = z.output<typeof alertChannel>
export type ScheduleAlerts = ScheduleSettings['alerts']
