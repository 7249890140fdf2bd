import type { Database, WorkspaceDatabase } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import type { MetricRow } from './metric-rows.ts'

type ScoredTable = 'ticket_metric' | 'ticket_turn' | 'ticket_due' | 'review_metric'
type ColumnTypes<T extends ScoredTable> = Readonly<
  Record<Exclude<keyof WorkspaceDatabase[T], 'facets'>, string>
>

const ticketMetricColumns: ColumnTypes<'ticket_metric'> = {
  connection: 'text',
  ticket_id: 'text',
  party_entity: 'text',
  party_id: 'text',
  through_contact: 'text',
  customer_id: 'bigint',
  merged_into: 'text',
  started_at: 'timestamptz',
  started_on: 'date',
  standing: 'text',
  initiator: 'text',
  category: 'text',
  channel: 'text',
  priority: 'text',
  topic: 'text',
  agent: 'text',
  team: 'text',
  first_response: 'integer',
  first_response_business: 'integer',
  first_response_customer: 'integer',
  first_response_agent: 'integer',
  first_response_agent_business: 'integer',
  first_outcome: 'text',
  first_outcome_agent: 'text',
  first_due_at: 'timestamptz',
  first_replied_at: 'timestamptz',
  first_closed_at: 'timestamptz',
  waiting_since: 'timestamptz',
  waiting_due_at: 'timestamptz',
  resolved_at: 'timestamptz',
  first_resolution: 'integer',
  full_resolution: 'integer',
  full_resolution_business: 'integer',
  requester_wait: 'integer',
  agent_wait: 'integer',
  on_hold: 'integer',
  replies: 'integer',
  touches: 'integer',
  reopens: 'integer',
  satisfaction: 'real',
  survey_resolved: 'boolean',
  fcr: 'boolean',
  fcr_reason: 'text',
  fcr_own: 'boolean',
  fcr_own_reason: 'text',
  fcr_matures_at: 'timestamptz',
  flags: 'text[]',
  policy_id: 'integer',
  category_since: 'timestamptz',
  response_on: 'date',
  first_resolved_on: 'date',
  repeat_contact: 'boolean',
}

const ticketTurnColumns: ColumnTypes<'ticket_turn'> = {
  connection: 'text',
  ticket_id: 'text',
  position: 'integer',
  started_on: 'date',
  replied_on: 'date',
  agent: 'text',
  team: 'text',
  channel: 'text',
  reply: 'integer',
  reply_business: 'integer',
  agent_reply: 'integer',
  agent_reply_business: 'integer',
  outcome: 'text',
  due_at: 'timestamptz',
  is_next: 'boolean',
  standing: 'text',
  ticket_started_on: 'date',
  customer_id: 'bigint',
  ticket_channel: 'text',
  priority: 'text',
  topic: 'text',
}

const ticketDueColumns: ColumnTypes<'ticket_due'> = {
  connection: 'text',
  ticket_id: 'text',
  due_at: 'timestamptz',
}

const reviewMetricColumns: ColumnTypes<'review_metric'> = {
  connection: 'text',
  review_id: 'text',
  place_id: 'text',
  created_at: 'timestamptz',
  replied_at: 'timestamptz',
  unit: 'double precision',
  reply_seconds: 'double precision',
  copy_key: 'bigint',
  is_yes_no: 'boolean',
  is_answered: 'boolean',
  is_copy: 'boolean',
  has_text: 'boolean',
  language: 'text',
}

const tables = {
  ticket_metric: ticketMetricColumns,
  ticket_turn: ticketTurnColumns,
  ticket_due: ticketDueColumns,
  review_metric: reviewMetricColumns,
} as const

/**
 * Inserts rows that are given by column name, moments in milliseconds since 1970; what is missing is null. One array a column: `jsonb_populate_recordset` costs Postgres
 * four times as much for rows as wide as these.
 */
export async function insertRows(
  transaction: Database,
  table: ScoredTable,
  rows: readonly MetricRow[],
): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.entries(tables[table])
  const names = sql.join(columns.map(([name]) => sql.ref(name)))
  const arrays = columns.map(([name, type]) => sql`${arrayText(rows, name)}::${sql.raw(sentAs(type))}[]`)
  const values = columns.map(([name, type]) => fromSent(sql.ref(name), type))
  await sql`
    insert into ${sql.table(table)} (${names})
    select ${sql.join(values)} from unnest(${sql.join(arrays)}) as fresh(${names})
  `.execute(transaction)
}

/** An array of arrays would come apart, and a number is written and read faster than a date. */
const sentAs = (type: string): string =>
  type === 'text[]' ? 'text' : type === 'timestamptz' ? 'double precision' : type

function fromSent(value: RawBuilder<unknown>, type: string): RawBuilder<unknown> {
  if (type === 'text[]') return sql`${value}::text[]`
  return type === 'timestamptz' ? sql`to_timestamp(${value} / 1000)` : sql`${value}`
}

/** A column of the rows, as Postgres writes arrays. */
function arrayText(rows: readonly MetricRow[], name: string): string {
  let text = '{'
  let separator = ''
  for (const row of rows) {
    text += separator + elementText(row[name])
    separator = ','
  }
  return `${text}}`
}

function elementText(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'boolean':
      return String(value)
    case 'string':
      return quoted(value)
    default:
      return Array.isArray(value) ? quoted(`{${value.map(elementText).join(',')}}`) : 'null'
  }
}

const needsEscape = /["\\]/
const quoted = (text: string): string =>
  needsEscape.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`
