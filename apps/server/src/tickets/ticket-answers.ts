import { z } from '@hono/zod-openapi'
import { recordPage } from '../http/record-page.ts'

const seconds = z.number().int()

export const listedTicket = z
  .object({
    record: z.string().describe('connection/ticket:id'),
    subject: z.string().nullable(),
    startedAt: z.string(),
    category: z.string(),
    channel: z.string().nullable(),
    priority: z.string().nullable(),
    topic: z.string().nullable(),
    agent: z.string().nullable(),
    team: z.string().nullable(),
    customer: z.string().nullable(),
    firstResponse: seconds.nullable().describe('Seconds; null: not answered, or undefined'),
    firstResponseBusiness: seconds.nullable(),
    outcome: z.string().nullable().describe('Against the target: met, missed, pending or closed'),
    ownResponse: seconds
      .nullable()
      .describe('From the assignment to the agent who answered, by which figures of single agents are made'),
    ownResponseBusiness: seconds.nullable(),
    ownOutcome: z.string().nullable().describe('The target against that'),
    vendorFirstResponse: z.number().nullable().describe('As the vendor gives it, where no message is kept'),
    resolvedAt: z.string().nullable(),
    resolution: seconds.nullable(),
    resolutionBusiness: seconds.nullable(),
    requesterWait: seconds.describe('So far, where the ticket is open'),
    agentWait: seconds,
    onHold: seconds,
    reopens: seconds,
    fcr: z.boolean().nullable(),
    fcrReason: z.string().nullable(),
    flags: z.array(z.string()),
  })
  .openapi('ListedTicket')

const duration = z.object({
  calendarSeconds: z.number(),
  businessSeconds: z.number().nullable().describe('Null: no working hours are known'),
})
const moment = z.number().describe('Milliseconds since 1970')
const segments = z
  .array(
    z.object({
      from: moment,
      to: moment,
      counts: z.boolean(),
      excludedBecause: z.string().nullable().describe('Null: it counts'),
    }),
  )
  .readonly()

export const explainedTicket = z
  .object({
    record: z.string(),
    subject: z.string().nullable(),
    asOf: z.string(),
    page: recordPage.nullable().describe('The ticket in its own system, where its address is known'),
    timezone: z.string(),
    policies: z.object({ service: z.string(), fcr: z.string() }),
    customer: z.string().nullable(),
    customerId: z.number().int().nullable(),
    agent: z.string().nullable(),
    team: z.string().nullable(),
    standing: z.string().describe('counted, or why it is in no figure'),
    mergedInto: z.string().nullable(),
    category: z.string(),
    channel: z.string().nullable(),
    priority: z.string().nullable(),
    topic: z.string().nullable(),
    target: z
      .object({
        seconds: z.number().nullable(),
        dueAt: moment.nullable(),
        outcome: z.string().nullable(),
        undefinedBecause: z.string().nullable(),
      })
      .describe('Of the first response'),
    fcr: z
      .object({
        policy: z.string().nullable(),
        resolved: z.boolean().nullable(),
        reason: z.string().nullable(),
        maturesAt: z.string().nullable(),
      })
      .nullable()
      .describe('As of the last scoring; null: not judged yet'),
    flags: z.array(z.object({ flag: z.string(), means: z.string() })).readonly(),
    events: z
      .array(
        z.object({
          at: moment,
          event: z.string().describe('In English'),
          type: z.string(),
          values: z
            .record(z.string(), z.string().nullable())
            .readonly()
            .describe('What it says beside its type: of a status from and to'),
          id: z.string().nullable(),
          mergedFrom: z.string().nullable(),
          takenFor: z.string(),
          because: z.string().nullable(),
          turn: z.number().int().nullable(),
        }),
      )
      .readonly(),
    clocks: z
      .array(
        z.object({
          metric: z.string(),
          number: z.number().int().nullable().describe('Of which turn or cycle, from 1'),
          duration,
          calendar: segments,
          business: segments.nullable(),
        }),
      )
      .readonly(),
  })
  .openapi('ExplainedTicket')
