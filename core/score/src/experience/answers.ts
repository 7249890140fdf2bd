import type { CustomerLevel } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { livesOn } from '../lives-on.ts'

/** One answer to a survey with the customer who gave it, as rows of SQL: `customer_id, kind, score, …, at`. */
export function customerAnswers(level: CustomerLevel, asOf: Date): RawBuilder<unknown> {
  return sql`
    select link.customer_id, answer.connection, answer.id,
      answer.data->>'kind' as kind, (answer.data->>'score')::float8 as score,
      (answer.data->>'scaleMin')::float8 as scale_min, (answer.data->>'scaleMax')::float8 as scale_max,
      (answer.data->>'higherIsBetter')::boolean as higher_is_better,
      (answer.data->>'delivered')::boolean as delivered,
      (answer.data->>'at')::timestamptz as at
    from survey_response as answer
    cross join lateral (
      select party->>'id' as id from jsonb_array_elements(answer.data->'contacts') as party
      order by (party->>'primary')::boolean desc nulls last, length(party->>'id'), party->>'id' limit 1
    ) as asked
    left join ${livesOn('contact')} as moved on moved.connection = answer.connection and moved.id = asked.id
    ${level === 'company' ? throughCompany : sql``}
    join identity_link as link on link.connection = answer.connection
      and link.entity = ${sql.lit(level)} and link.record_id = ${level === 'company' ? sql`employer.id` : sql`coalesce(moved.lives_on, asked.id)`}
    where answer.deleted_at is null and (answer.data->>'at')::timestamptz <= ${asOf}
  `
}

/** Where customers are companies, an answer is the company's of the person who gave it. */
const throughCompany = sql`
  join contact as person on person.connection = answer.connection and person.id = coalesce(moved.lives_on, asked.id)
  cross join lateral (
    select company->>'id' as id from jsonb_array_elements(person.data->'companies') as company
    order by (company->>'primary')::boolean desc nulls last, length(company->>'id'), company->>'id' limit 1
  ) as employer`

const rowsAtOnce = 2_000

/** The latest answer of one customer to one kind of survey. */
export interface LatestAnswer {
  readonly customerId: number
  readonly kind: 'nps' | 'csat' | 'ces' | 'csi'
  readonly score: number
  readonly scaleMin: number
  readonly scaleMax: number
  readonly higherIsBetter: boolean
  readonly at: Date
  /** Answers of the kind in all. */
  readonly answers: number
}

/**
 * The latest answer of each customer to each kind of survey, customer by customer; of two at one moment, the worse one. Fetched as
 * they are needed, so that memory stays flat.
 */
export async function* latestCustomerAnswers(
  db: Database,
  level: CustomerLevel,
  asOf: Date,
): AsyncIterable<readonly LatestAnswer[]> {
  const latest = sql<LatestAnswer>`(
    select distinct on (customer_id, kind) customer_id as "customerId", kind, score,
      scale_min as "scaleMin", scale_max as "scaleMax", higher_is_better as "higherIsBetter", at,
      count(*) over (partition by customer_id, kind) as answers
    from (${customerAnswers(level, asOf)}) as answer
    where score is not null
    order by customer_id, kind, at desc, case when higher_is_better then score else -score end, connection, id
  )`
  let answers: LatestAnswer[] = []
  const query = db.selectFrom(latest.as('latest')).selectAll().orderBy('customerId').orderBy('kind')
  for await (const answer of query.stream(rowsAtOnce)) {
    if (answers[0] !== undefined && answers[0].customerId !== answer.customerId) {
      yield answers
      answers = []
    }
    answers.push(answer)
  }
  if (answers.length > 0) yield answers
}
