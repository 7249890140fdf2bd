import type { BetterDirection, SurveyAnswer, SurveyKind } from '@rapport/metrics'
import { formatReference } from '@rapport/model'
import { customerAnswers } from '@rapport/score'
import { sql } from 'kysely'
import type { Workspace } from '../../workspace.ts'

/** One survey of a source, with what its answer can be grouped by; null where it has no such thing. */
export interface StoredAnswer extends SurveyAnswer {
  /** `connection/surveyResponse:id`. */
  readonly record: string
  readonly connection: string
  /** The contact that was asked, `connection/contact:id`; null where the answer is anonymous. */
  readonly contact: string | null
  readonly contactName: string | null
  readonly customerId: number | null
  /** The ticket that it is about, `connection/ticket:id`. */
  readonly ticket: string | null
  readonly channel: string | null
  readonly topic: string | null
  /** `connection/id`. */
  readonly agent: string | null
  readonly team: string | null
  /** Of the local day: `2026-03`. */
  readonly month: string
}

/** Which surveys are wanted. All that is named must hold. */
export interface AnswerSlice {
  /** Moments: from the first on, up to the last. */
  readonly from: Date
  readonly to: Date
  readonly kind?: SurveyKind
  readonly customerId?: number
}

interface Row {
  readonly connection: string
  readonly id: string
  readonly kind: SurveyKind
  readonly score: number | null
  readonly scaleMin: number
  readonly scaleMax: number
  readonly higherIsBetter: boolean
  readonly at: Date
  readonly delivered: boolean | null
  readonly contactId: string | null
  readonly contactName: string | null
  readonly customerId: number | null
  readonly ticketId: string | null
  readonly channel: string | null
  readonly topic: string | null
  readonly agent: string | null
  readonly team: string | null
  readonly month: string
}

/**
 * The surveys of all sources in a slice, in order of time. Where customers are contacts, records that are one customer are one
 * person, in whatever systems they answered; else a person is a contact, and an anonymous answer stands for itself. A source
 * that gives answers alone, and never a survey without one, does not tell what was delivered.
 */
export async function storedAnswers(
  { config, store }: Workspace,
  { from, to, kind, customerId }: AnswerSlice,
): Promise<StoredAnswer[]> {
  const { rows } = await sql<Row>`
    with telling as (
      select distinct connection, data->>'kind' as kind from survey_response
      where deleted_at is null and data->>'score' is null
    )
    select answer.connection, answer.id, answer.data->>'kind' as kind, (answer.data->>'score')::float8 as score,
      (answer.data->>'scaleMin')::float8 as "scaleMin", (answer.data->>'scaleMax')::float8 as "scaleMax",
      (answer.data->>'higherIsBetter')::boolean as "higherIsBetter",
      (answer.data->>'at')::timestamptz as at,
      case when telling.kind is not null or not (answer.data->>'delivered')::boolean
        then (answer.data->>'delivered')::boolean end as delivered,
      asked.id as "contactId", contact.data->>'name' as "contactName", party.customer_id as "customerId",
      answer.ticket_id as "ticketId", metric.channel, metric.topic,
      metric.connection || '/' || metric.agent as agent, metric.connection || '/' || metric.team as team,
      to_char((answer.data->>'at')::timestamptz at time zone ${config.timezone}, 'YYYY-MM') as month
    from survey_response as answer
    left join telling on telling.connection = answer.connection and telling.kind = answer.data->>'kind'
    left join lateral (
      select party->>'id' as id from jsonb_array_elements(answer.data->'contacts') as party
      order by (party->>'primary')::boolean desc nulls last, length(party->>'id'), party->>'id' limit 1
    ) as asked on true
    left join contact on contact.connection = answer.connection and contact.id = asked.id
    left join (${customerAnswers(config.customer, to)}) as party
      on party.connection = answer.connection and party.id = answer.id
    left join ticket_metric as metric
      on metric.connection = answer.connection and metric.ticket_id = answer.ticket_id
    where answer.deleted_at is null
      and (answer.data->>'at')::timestamptz between ${from} and ${to}
      ${kind === undefined ? sql`` : sql`and answer.data->>'kind' = ${kind}`}
      ${customerId === undefined ? sql`` : sql`and party.customer_id = ${customerId}`}
    order by (answer.data->>'at')::timestamptz, answer.connection, answer.id
  `.execute(store.db)
  return rows.map((row) => answerOf(row, config.customer === 'contact'))
}

function answerOf(row: Row, contactsAreCustomers: boolean): StoredAnswer {
  const { connection, id, kind, scaleMin, scaleMax, contactId, customerId, ticketId } = row
  const record = formatReference({ connection, entity: 'surveyResponse', id })
  const contact =
    contactId === null ? null : formatReference({ connection, entity: 'contact', id: contactId })
  const direction: BetterDirection = row.higherIsBetter ? 'higher' : 'lower'
  return {
    record,
    connection,
    contact,
    contactName: row.contactName,
    customerId,
    personId: contactsAreCustomers && customerId !== null ? `customer ${customerId}` : (contact ?? record),
    scale: { kind, min: scaleMin, max: scaleMax, direction },
    score: row.score,
    at: row.at.getTime(),
    delivered: row.delivered,
    wave: null,
    question: null,
    ticket: ticketId === null ? null : formatReference({ connection, entity: 'ticket', id: ticketId }),
    channel: row.channel,
    topic: row.topic,
    agent: row.agent,
    team: row.team,
    month: row.month,
  }
}
