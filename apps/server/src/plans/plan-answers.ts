import { z } from '@hono/zod-openapi'
import { moment } from '../http/api-route.ts'

export const planStates = ['planned', 'applying', 'applied', 'partial', 'discarded', 'stopped'] as const
export const itemStates = ['planned', 'sending', 'applied', 'drifted', 'rejected', 'gone', 'refused'] as const

/** A plan as lists have it. */
export const listedPlan = z
  .object({
    id: z.number().int(),
    kind: z.enum(['write', 'revert']),
    reverts: z.number().int().nullable().describe('Of a revert: the plan that it takes back'),
    connection: z.string(),
    entity: z.string(),
    state: z.string(),
    runId: z.number().int().nullable().describe('The run that made it'),
    createdAt: moment,
    appliedAt: moment.nullable(),
    changes: z.number().int().nullable().describe('Records that get another value'),
    stopped: z.string().nullable().describe('Why a guard rail stopped it'),
  })
  .openapi('ListedPlan')

/** A plan with what is in it. */
export const openedPlan = listedPlan
  .extend({
    items: z
      .record(z.string(), z.number().int())
      .describe('Records by what becomes of them; of a replaced plan, when it was replaced'),
    linesNotKept: z
      .number()
      .int()
      .describe('How many of them are not kept, as a newer plan took its place before they were sent'),
    fields: z
      .array(
        z.object({
          field: z.string(),
          set: z.number().int().describe('Records that get a value'),
          cleared: z.number().int().describe('Records whose value is taken away'),
        }),
      )
      .describe('Records by the field that changes; of a replaced plan, those that were sent'),
    counts: z.record(z.string(), z.number()).describe('What was found when it was made'),
    revertedBy: z.array(z.number().int()).describe('Plans that took it back'),
    canApply: z.boolean(),
    canRevert: z.boolean(),
    needsConfirmation: z.boolean().describe('A guard rail stopped it: apply needs "confirm"'),
    underWay: z
      .object({ requestId: z.number().int(), runId: z.number().int().nullable(), action: z.string() })
      .nullable()
      .describe('It is being applied or taken back'),
  })
  .openapi('Plan')

const value = z.union([z.string(), z.number(), z.null()])

/** What a plan does to one record. */
export const planItem = z
  .object({
    id: z.number().int(),
    record: z.string().describe('connection/entity:id'),
    name: z.string().nullable(),
    customerId: z.number().int().nullable(),
    state: z.string(),
    reason: z.string().nullable(),
    changes: z.array(z.object({ field: z.string(), before: value, after: value })),
  })
  .openapi('PlanItem')
export type PlanItem = z.input<typeof planItem>

/** One field of one record: a line of an export. */
export interface PlannedChange {
  readonly record: string
  readonly name: string | null
  readonly field: string
  readonly before: string | number | null
  readonly after: string | number | null
  readonly state: string
  readonly reason: string | null
}

export const changeColumns = {
  record: ({ record }: PlannedChange) => record,
  name: ({ name }: PlannedChange) => name,
  field: ({ field }: PlannedChange) => field,
  before: ({ before }: PlannedChange) => before,
  after: ({ after }: PlannedChange) => after,
  state: ({ state }: PlannedChange) => state,
  reason: ({ reason }: PlannedChange) => reason,
}
