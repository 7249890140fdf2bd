import { explainTicket, mergeTickets, type TicketExplanation } from '@rapport/metrics'
import { formatReference, type RecordReference } from '@rapport/model'
import { endOfDay, firstContactPolicy, serviceCalendar, servicePolicy, ticketHistories } from '@rapport/score'
import type { Database } from '@rapport/store'
import { evaluationDate } from '../../as-of.ts'
import type { Workspace } from '../../workspace.ts'
import { groupNames } from '../named-groups.ts'

/** The clock of one ticket: what happened, which intervals ran, which were left out and why. */
export interface ExplainedTicket {
  readonly record: string
  readonly subject: string | null
  readonly asOf: string
  /** IANA zone for showing moments. */
  readonly timezone: string
  readonly policies: { readonly service: string; readonly fcr: string }
  /** As in the last scoring, repeat contacts looked at; null before it. */
  readonly fcr: {
    /** What it was judged by; null: by a version that did not keep it. */
    readonly policy: string | null
    readonly resolved: boolean | null
    readonly reason: string | null
    readonly maturesAt: string | null
  } | null
  readonly customer: string | null
  readonly customerId: number | null
  /** Who has it now, by name, or by id where no name is known. */
  readonly agent: string | null
  readonly team: string | null
  readonly explanation: TicketExplanation
}

/** Explains one ticket with the policies in force; null where there is no such ticket, or it had not begun. */
export async function explainStoredTicket(
  workspace: Workspace,
  reference: RecordReference,
): Promise<ExplainedTicket | null> {
  const { config, store } = workspace
  const { connection, id } = reference
  const { service } = config.metrics
  const asOf = endOfDay(evaluationDate(config, Date.now()), config.timezone)
  const { tickets, events } = await ticketHistories(store.db, connection, [id])
  const ticket = tickets.get(id)
  if (ticket === undefined) return null
  const policy = servicePolicy(service)
  const moment = Date.parse(asOf)
  const explanation = explainTicket(mergeTickets(events, moment).get(id) ?? [], {
    asOf: moment,
    calendar: serviceCalendar(service),
    policy,
  })
  if (explanation === null) return null
  const metric = await store.db
    .selectFrom('ticket_metric as metric')
    .leftJoin('customer', 'customer.id', 'metric.customer_id')
    .leftJoin('ticket_policy as policy', 'policy.id', 'metric.policy_id')
    .select([
      'metric.fcr',
      'metric.fcr_reason',
      'metric.fcr_matures_at',
      'customer.name',
      'metric.customer_id',
      'policy.fcr as policy',
    ])
    .where('metric.connection', '=', connection)
    .where('metric.ticket_id', '=', id)
    .executeTakeFirst()
  return {
    record: formatReference(reference),
    subject: ticket.data.subject,
    asOf,
    timezone: config.timezone,
    policies: { service: policy.id, fcr: firstContactPolicy(service).id },
    fcr:
      metric === undefined
        ? null
        : {
            policy: metric.policy,
            resolved: metric.fcr,
            reason: metric.fcr_reason,
            maturesAt: metric.fcr_matures_at?.toISOString() ?? null,
          },
    customer: metric?.name ?? null,
    customerId: metric?.customer_id ?? null,
    agent: await nameOf(store.db, 'agent', connection, explanation.metrics.agent),
    team: await nameOf(store.db, 'team', connection, explanation.metrics.team),
    explanation: { ...explanation, events: await withNames(store.db, connection, explanation.events) },
  }
}

/** Events with the names of those that a ticket was assigned to. */
async function withNames(
  db: Database,
  connection: string,
  events: TicketExplanation['events'],
): Promise<TicketExplanation['events']> {
  const keysOf = (whose: 'agent' | 'team') =>
    events.flatMap(({ type, values }) =>
      type === 'assigned' && typeof values[whose] === 'string' ? [`${connection}/${values[whose]}`] : [],
    )
  const [agents, teams] = await Promise.all([
    groupNames(db, 'agent', keysOf('agent')),
    groupNames(db, 'team', keysOf('team')),
  ])
  return events.map((event) => {
    if (event.type !== 'assigned') return event
    const { agent, team } = event.values
    return {
      ...event,
      values: {
        ...(agent === undefined ? {} : { agent: agents.get(`${connection}/${agent}`) ?? agent }),
        ...(team === undefined ? {} : { team: teams.get(`${connection}/${team}`) ?? team }),
      },
    }
  })
}

async function nameOf(
  db: Database,
  whose: 'agent' | 'team',
  connection: string,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null
  const key = `${connection}/${id}`
  return (await groupNames(db, whose, [key])).get(key) ?? id
}
