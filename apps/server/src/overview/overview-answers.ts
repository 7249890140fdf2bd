import { z } from '@hono/zod-openapi'

const count = z.number().int()
const interval = z.object({ low: z.number(), high: z.number() })
const filter = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .describe('The very filter of the list that has all of them')

const need = <S extends z.ZodType>(item: S, description: string) =>
  z
    .object({
      count,
      filter,
      items: z.array(item).describe('The first few; none where who asks may not read records'),
    })
    .nullable()
    .describe(`${description}; null: not for this role, or nothing is known of it yet`)

export const overview = z
  .object({
    today: z.string().describe('The last day that is evaluated'),
    hasData: z.boolean().describe('Whether anything was read yet'),
    overdue: need(
      z.object({
        record: z.string(),
        subject: z.string().nullable(),
        customer: z.string().nullable(),
        agent: z.string().nullable(),
        dueAt: z.string().nullable().describe('When the answer was due'),
        overdueSeconds: count
          .nullable()
          .describe('How much longer the customer had waited when tickets were measured'),
      }),
      'Tickets in which a customer waits past the target, the longest overdue first',
    ),
    atRisk: need(
      z.object({
        id: count,
        name: z.string().nullable(),
        besideName: z.string().nullable().describe('What tells it from others of that name among these'),
        record: z.string().nullable(),
        clv: z
          .object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() })
          .nullable(),
        segment: z.string().nullable(),
        why: z.string().nullable(),
      }),
      'Customers at risk, the most valuable first',
    ),
    unhappy: need(
      z.object({
        reference: z.string(),
        placeName: z.string().nullable(),
        stars: z.number().nullable(),
        text: z.string().nullable(),
        language: z.string().nullable(),
        createdAt: z.string(),
      }),
      'Reviews of one or two stars without an answer, the newest first',
    ),
    failing: need(
      z.object({ name: z.string(), title: z.string(), message: z.string(), runId: count, at: z.string() }),
      'Connections whose last run failed',
    ),
    rejects: need(
      z.object({ connection: z.string(), rejects: count }),
      'Records that were set aside, by connection',
    ),
  })
  .openapi('Overview')

const known = z.object({
  value: z.number().nullable().describe('Null: unknown'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  before: z.number().nullable().describe('In the period before; null: not known'),
  isClear: z.boolean().nullable().describe('Whether the change is more than chance; null: nothing tells'),
  n: count.describe('What it was made of'),
  policy: z.string().nullable(),
  asOf: z.string().nullable(),
})

export const overviewNumbers = z
  .object({
    from: z.string(),
    to: z.string(),
    futureValue: known,
    atRiskShare: known,
    atRisk: count.describe('Customers at risk, as the list of them has'),
    ofOwnRows: z.boolean().describe('Whether customers and tickets are those of the agent who asks alone'),
    firstResponse: known.describe('Seconds, the median'),
    fcr: known,
    reputation: known,
    averageRating: known,
    nps: known.nullable().describe('Null: not of own rows alone'),
  })
  .openapi('OverviewNumbers')

export const valueInterval = z
  .object({ interval: interval.nullable().describe('80 %, of all customers together; null: not known') })
  .openapi('OverviewValueInterval')

export const loyalty = z
  .object({
    customers: count,
    waits: z
      .array(
        z.object({
          from: z.number().describe('Seconds to the first response, by the median of each customer'),
          to: z.number().nullable(),
          customers: count,
          alive: interval.extend({ mean: z.number() }).nullable().describe('Null of fewer than ten'),
          futureValue: z.number().nullable(),
        }),
      )
      .readonly(),
  })
  .openapi('ServiceAndLoyalty')
