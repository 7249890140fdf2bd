import { z } from '@hono/zod-openapi'
import { SERVICE_DAYS, SERVICE_GROUPINGS, TICKET_DURATIONS } from '@rapport/run'

const seconds = z.number()
const count = z.number().int()
const quantile = z
  .object({ value: seconds, low: seconds.nullable(), high: seconds.nullable() })
  .describe('Seconds, with the 95 % interval; without one, the sample is too small for it')
const share = z
  .object({ share: z.number(), low: z.number(), high: z.number() })
  .describe("0 to 1, with Wilson's 95 % interval")
const difference = z
  .object({ difference: z.number(), low: z.number(), high: z.number() })
  .describe('Later less earlier, with its 95 % interval: a change is clear where that does not hold 0')

const quantiles = z.object({
  median: quantile.nullable(),
  p75: quantile.nullable(),
  p90: quantile.nullable(),
  p95: quantile.nullable(),
  mean: seconds.nullable(),
})

const counts = z.object({
  n: count.describe('Tickets, without spam, trash, tests, deleted and merged ones'),
  answered: count,
  met: count.describe('Answered within the target'),
  missed: count.describe('Answered after the target, or unanswered past it'),
  overdue: count.describe('Of the missed, those without a reply'),
  pending: count.describe('Unanswered and inside the target'),
  closedWithoutReply: count.describe('Resolved without a reply inside the target'),
  resolved: count,
  reopened: count,
  fcrJudged: count,
  fcrResolved: count,
  fcrMaturing: count.describe('Resolved, and the window in which the customer may come back is not over'),
  repeatContacts: count,
})

const figures = quantiles
  .extend({
    counts,
    withinTarget: share.nullable().describe('Answered in time of those answered or past the target'),
    fcr: share.nullable(),
    fcrNet: share.nullable().describe('Without topics that cannot be resolved at the first contact'),
    fcrSurvey: share.nullable().describe('"Yes, resolved" in surveys'),
    reopeningRate: share.nullable(),
    repeatContactRate: share.nullable(),
    satisfactionOfFcr: z.number().nullable(),
  })
  .openapi('ServiceFigures')

const row = z
  .object({
    group: z.string().nullable().describe('As filters name it; null: no value'),
    label: z.string().nullable(),
    n: count,
    figures: figures.nullable().describe('Null: hidden, of an agent with fewer than five tickets'),
    nextReply: quantiles.extend({ answered: count }).nullable(),
    change: z
      .object({
        median: difference.nullable(),
        withinTarget: difference.nullable(),
        fcr: difference.nullable(),
        reopeningRate: difference.nullable(),
      })
      .nullable(),
    nextReplyChange: difference.nullable().describe('Of the median'),
  })
  .openapi('ServiceRow')

const days = z.object({ from: z.string(), to: z.string() })
export const serviceClock = z.enum(['calendar', 'business'])

export const report = z
  .object({
    asOf: z.string(),
    policies: z.object({ service: z.string(), fcr: z.string() }),
    targetSeconds: seconds.nullable(),
    targetClock: serviceClock.nullable(),
    dayOf: z.enum(SERVICE_DAYS),
    clock: serviceClock,
    ...days.shape,
    comparedWith: days.nullable(),
    grouping: z.enum(SERVICE_GROUPINGS).nullable(),
    total: row,
    groups: z.array(row).readonly(),
    customers: count
      .nullable()
      .describe('How many there are, shown or not, where customers group the tickets'),
    vendorReported: z
      .object({ tickets: count, answered: count, median: seconds.nullable() })
      .describe('Tickets without messages, by what the vendor says alone; in no figure above'),
  })
  .openapi('ServiceReport')

const uncounted = z.array(z.object({ reason: z.string(), tickets: count })).readonly()
export const notCounted = z
  .object({
    out: uncounted.describe('In no figure: spam, trash, test, deleted, merged'),
    noResponseTime: uncounted,
    notJudged: uncounted.describe('Not judged for first-contact resolution'),
  })
  .openapi('NotCounted')

export const distribution = z
  .object({
    ...days.shape,
    duration: z.enum(TICKET_DURATIONS),
    clock: serviceClock,
    policy: z.string(),
    n: count,
    figures: quantiles.nullable().describe('Null: hidden, of an agent with fewer than five'),
    change: difference.nullable().describe('Of the median; null: not compared, hidden, or of too few'),
    bins: z
      .array(z.object({ from: seconds, to: seconds.nullable(), count }))
      .readonly()
      .nullable()
      .describe('From `from` up to below `to`; each about twice as wide as the one before'),
  })
  .openapi('ServiceDistribution')

export const backlog = z
  .object({
    asOf: z.string(),
    open: count,
    waiting: count.describe('Those in which the customer waits for an answer'),
    overdue: count.describe('Those that wait longer than the target'),
    ages: z
      .array(
        z.object({
          fromDays: count,
          belowDays: count.nullable(),
          from: z.string().nullable(),
          to: z.string(),
          open: count,
          waiting: count,
        }),
      )
      .readonly(),
    trend: z
      .array(z.object({ ...days.shape, begun: count, solved: count, open: count }))
      .readonly()
      .describe('A ticket is open from the day it began to that of its last resolution'),
  })
  .openapi('ServiceBacklog')

const choice = z.object({ value: z.string(), label: z.string() })
const choices = z.array(choice).readonly()
export const scope = z
  .object({
    measured: z
      .object({ asOf: z.string(), ...days.shape })
      .nullable()
      .describe('Up to when tickets were measured, and the days shown without others; null: not yet'),
    workingHours: z.boolean().describe('Whether working hours are set, so that times can be told by them'),
    choices: z.object({
      agent: choices,
      team: choices,
      channel: choices,
      priority: choices,
      topic: choices,
    }),
  })
  .openapi('ServiceScope')

const rate = z.object({ judged: count, resolved: count, share: share.nullable() })
const differing = z.object({
  record: z.string(),
  subject: z.string().nullable(),
  preset: z.boolean().nullable().describe('Null: not judged'),
  other: z.boolean().nullable(),
  reasons: z.array(z.string()).readonly(),
  because: z
    .array(
      z.object({
        reason: z.string(),
        values: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
        text: z.string().describe('In English'),
      }),
    )
    .readonly()
    .describe('The same as the reasons, by name'),
})

export const presetComparison = z
  .object({
    presets: z
      .array(z.object({ preset: z.string(), rate }))
      .readonly()
      .describe('The rates of all presets'),
    reconciliation: z.object({
      asOf: z.string(),
      ...days.shape,
      preset: z.string(),
      policy: z.string(),
      tickets: count,
      rapportRate: rate,
      presetRate: rate,
      vendor: z
        .object({
          vendor: z.string(),
          figure: z.string(),
          withFigure: count,
          presetRate: rate,
          vendorRate: rate,
          differing: count,
          tickets: z.array(differing).readonly(),
        })
        .nullable()
        .describe('Null: no source gives a figure of its own of a single ticket'),
      differing: count,
      kinds: z
        .array(
          z.object({
            preset: z.boolean().nullable(),
            rapport: z.boolean().nullable(),
            reason: z.string().nullable(),
            tickets: count,
          }),
        )
        .readonly(),
      differingTickets: z.array(differing).readonly(),
    }),
  })
  .openapi('PresetComparison')
