import { z } from '@hono/zod-openapi'
import { formatLocalDay, localDay } from '@rapport/metrics'
import {
  SERVICE_DAYS,
  type ServiceClock,
  type ServiceSlice,
  serviceMeasuredAt,
  type Workspace,
} from '@rapport/run'
import type { Principal } from '../access/principal.ts'
import { ProblemError } from '../http/problem.ts'

const value = z.string().min(1).max(200).optional()

/** Which tickets are meant: all that is named must hold. */
export const serviceFilters = z.object({
  from: z.iso.date().optional().describe('First day; default: 90 days up to the last'),
  to: z.iso.date().optional().describe('Last day; default: the day up to which tickets were measured'),
  dayOf: z
    .enum(SERVICE_DAYS)
    .default('start')
    .describe('On which day a figure counts: that on which the ticket began, or its own'),
  agent: value.describe('connection/id, id or name'),
  team: value.describe('connection/id, id or name'),
  channel: value,
  priority: value,
  topic: value,
  customer: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional().describe('Its number'),
})

export const clock = z
  .enum(['calendar', 'business'])
  .default('calendar')
  .describe('Calendar time, or working hours')

type Filters = z.output<typeof serviceFilters>

/** Without dates, the last 90 days, as the command line has it. */
const defaultDays = 90
const mostDays = 3_660

/** What a figure is asked of: days, filters, and the own rows of an agent; and up to when tickets were measured. */
export interface AskedSlice {
  readonly slice: ServiceSlice & { readonly dayOf: (typeof SERVICE_DAYS)[number] }
  readonly asOf: Date
}

/**
 * @throws ProblemError where no ticket is measured yet, or the days are none.
 */
export async function askedSlice(
  workspace: Workspace,
  principal: Pick<Principal, 'agents'>,
  filters: Filters,
): Promise<AskedSlice> {
  const asOf = await serviceMeasuredAt(workspace.store.db)
  if (asOf === null)
    throw new ProblemError(
      404,
      'not-measured',
      'No ticket is measured yet: connect a system that has tickets, then run a sync.',
    )
  const { dayOf, agent, team, channel, priority, topic, customer } = filters
  return {
    asOf,
    slice: {
      ...{ dayOf, ...daysOf(workspace, asOf, filters) },
      ...(principal.agents === null ? {} : { agents: principal.agents }),
      ...(agent === undefined ? {} : { agent }),
      ...(team === undefined ? {} : { team }),
      ...(channel === undefined ? {} : { channel }),
      ...(priority === undefined ? {} : { priority }),
      ...(topic === undefined ? {} : { topic }),
      ...(customer === undefined ? {} : { customerId: customer }),
    },
  }
}

/** The days that are asked for, or the last 90 up to which tickets were measured. */
export function daysOf(
  { config }: Pick<Workspace, 'config'>,
  asOf: Date,
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
): { readonly from: string; readonly to: string } {
  const to = given.to ?? formatLocalDay(localDay(asOf.toISOString(), config.timezone))
  const last = localDay(to, config.timezone)
  const from = given.from ?? formatLocalDay(last - (defaultDays - 1))
  if (from > to) throw wrongDays(`${from} is after ${to}: swap them.`)
  if (last - localDay(from, config.timezone) >= mostDays)
    throw wrongDays('a period may have ten years at most.')
  return { from, to }
}

const wrongDays = (what: string): ProblemError =>
  new ProblemError(422, 'invalid', `query.from: ${what}`, { errors: [{ path: 'query.from', message: what }] })

/** @throws ProblemError where working hours are asked for and none are set. */
export function checkClock({ config }: Pick<Workspace, 'config'>, asked: ServiceClock): void {
  if (asked === 'calendar' || config.metrics.service.schedules.length > 0) return
  const message = 'no working hours are set: add metrics.service.schedules to rapport.yaml, then score again.'
  throw new ProblemError(422, 'invalid', `query.clock: ${message}`, {
    errors: [{ path: 'query.clock', message }],
  })
}
