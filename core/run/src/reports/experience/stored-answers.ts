import type { BetterDirection, SurveyAnswer, SurveyKind } from '@rapport/metrics'
import { formatReference } from '@rapport/model'
import { customerAnswers } from '@rapport/score'
import { type RawBuilder, sql } from 'kysely'
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

const rowsAtOnce = 2_000

interface Row {
  /** See `StoredAnswer.personId`. */
  readonly person: string
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
export async function storedAnswers(workspace: Workspace, slice: AnswerSlice): Promise<StoredAnswer[]> {
  const query = workspace.store.db.selectFrom(answerRows(workspace, slice).as('answer')).selectAll()
  const rows = await query.orderBy('at').orderBy('connection').orderBy('id').execute()
  return rows.map(answerOf)
}

/** The same person by person, those of each in order of time. Fetched as they are needed, so that memory stays flat. */
export async function* answersByPerson(
  workspace: Workspace,
  slice: AnswerSlice,
): AsyncIterable<readonly StoredAnswer[]> {
  const query = workspace.store.db.selectFrom(answerRows(workspace, slice).as('answer')).selectAll()
  const ordered = query.orderBy('person').orderBy('at').orderBy('connection').orderBy('id')
  let answers: StoredAnswer[] = []
  for await (const row of ordered.stream(rowsAtOnce)) {
    if (answers[0] !== undefined && answers[0].personId !== row.person) {
      yield answers
      answers = []
    }
    answers.push(answerOf(row))
  }
  if (answers.length > 0) yield answers
}

function answerRows({ config }: Workspace, { from, to, kind, customerId }: AnswerSlice): RawBuilder<Row> {
  const ofCustomer = config.customer === 'contact' ? sql`'customer ' || party.customer_id` : sql`null::text`
  return sql<Row>`(
    with telling as (
      select distinct connection, data->>'kind' as kind from survey_response
      where deleted_at is null and data->>'score' is null
    )
    select coalesce(${ofCustomer}, answer.connection || '/contact:' || asked.id,
        answer.connection || '/surveyResponse:' || answer.id) as person,
      answer.connection, answer.id, answer.data->>'kind' as kind, (answer.data->>'score')::float8 as score,
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
  )`
}

function answerOf(row: Row): StoredAnswer {
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
    personId: row.person,
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
