import { z } from 'zod'

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(m|h|d)$/, 'write a number and its unit, such as 30m, 2h or 1d')
const window = z.string().describe('e.g. "09:00-17:00"; "22:00-06:00" runs across midnight')
const windows = z.array(window)

/** When a team works, as the file of `rapport calc service --schedule` has it too. */
export const workingSchedule = z
  .strictObject({
    id: z.string().min(1).default('default'),
    from: z.iso
      .date()
      .optional()
      .describe(
        'The local date from which it applies; left out: always. Several schedules follow each other',
      ),
    timezone: z.string().describe('IANA zone in which the hours are meant'),
    weekly: z
      .strictObject({
        mon: windows.optional(),
        tue: windows.optional(),
        wed: windows.optional(),
        thu: windows.optional(),
        fri: windows.optional(),
        sat: windows.optional(),
        sun: windows.optional(),
      })
      .describe('Working hours by day of the week; a day left out is free'),
    holidays: z
      .array(
        z.strictObject({
          date: z.iso.date(),
          from: z.string().optional().describe('HH:MM; left out: from the start of the day'),
          to: z.string().optional().describe('HH:MM; left out: to the end of the day'),
        }),
      )
      .default([])
      .describe('Days, or parts of days, on which nobody works'),
  })
  .describe('When a team works')

/** How response times and first-contact resolution are computed. */
export const serviceSettings = z
  .strictObject({
    target: duration.default('2h').describe('In what time a first response is due'),
    targetByPriority: z
      .record(z.string(), duration)
      .default({})
      .describe('Another target for some priorities, as the source names them, e.g. { urgent: 30m }'),
    targetClock: z
      .enum(['calendar', 'business'])
      .default('calendar')
      .describe('business: the target counts working hours only; needs schedules'),
    countBot: z.boolean().default(false).describe("Whether a bot's answer is a reply"),
    schedules: z
      .array(workingSchedule)
      .default([])
      .describe('Working hours, each in force until the next one; without any, only calendar time is shown'),
    fcr: z
      .strictObject({
        windowDays: z
          .union([z.literal(3), z.literal(7), z.literal(14), z.literal(30)])
          .default(7)
          .describe('For how long no repeat contact or reopening may follow: 3, 7, 14 or 30 days'),
        sameTopic: z
          .boolean()
          .default(false)
          .describe('Only another ticket of the same topic is a repeat contact; needs a mapped topic'),
        notAtFirstContact: z
          .array(z.string())
          .default([])
          .describe('Topics that cannot be resolved at the first contact: left out of the net rate'),
      })
      .prefault({})
      .describe('First-contact resolution'),
  })
  .describe('How response times and first-contact resolution are computed')
export type ServiceSettings = z.output<typeof serviceSettings>
