import { nearest, parseReference, type RecordReference } from '@rapport/model'
import {
  type Explanation,
  explain,
  explainedMetric,
  explainedNames,
  explainNumber,
  momentInForce,
  numberFamily,
  type RecordPage,
  recordPages,
  type Workspace,
} from '@rapport/run'
import { ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import type { Principal } from '../access/principal.ts'
import { notFound, ProblemError } from '../http/problem.ts'

/** The scores of one family that are in force. */
export interface ScoresOfFamily {
  readonly asOf: string
  readonly policy: string
  readonly n: number
  readonly values: Explanation['beside'][number]['values']
  readonly why: string | null
  /** Of the numbers that are not known. */
  readonly unknownReasons: Readonly<Record<string, string>>
}

/** The scores in force of an explained customer, by family. */
export function scoresOf({ score, beside, currency }: Explanation): Record<string, ScoresOfFamily> {
  const families = [...(score === null ? [] : [{ family: 'value', ...score }]), ...beside]
  return Object.fromEntries(
    families.map(({ family, explanation, ...one }) => {
      const { asOf, policy, n, values, why } = one
      const unknown = Object.entries(values).flatMap(([name, { value }]) => {
        const metric = value === null ? explainedMetric({ ...one, explanation }, name, currency) : null
        return value === null ? [[name, metric?.text ?? 'not enough data'] as const] : []
      })
      return [family, { asOf, policy, n, values, why, unknownReasons: Object.fromEntries(unknown) }]
    }),
  )
}

/** What is known of a customer, by the first of its records; null where it has none. */
export async function explainCustomer(workspace: Workspace, id: number): Promise<Explanation | null> {
  const { rows } = await sql<RecordReference>`
    select connection, entity, record_id as id from identity_link
    where customer_id = ${id} order by connection, length(record_id), record_id limit 1
  `.execute(workspace.store.db)
  const [reference] = rows
  return reference === undefined ? null : explain(workspace, reference)
}

/**
 * Explains one number of a customer, or all of them, as `rapport explain --json` does; to an agent, by the own tickets alone.
 * @throws ProblemError where there is no such number.
 */
export async function explainCustomerNumber(
  workspace: Workspace,
  { agents }: Pick<Principal, 'agents'>,
  id: number,
  name: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const explanation = await explainCustomer(workspace, id)
  if (explanation === null) throw notFound(`record of customer ${id}`)
  const { record, currency, identity, score, model, parts, occasions } = explanation
  if (name === undefined) return { ...explanation }
  mustBeMetric(name)
  const beside = await explainNumber(workspace, explanation, name, { agents })
  if (beside !== null) {
    const { name: metric, ...rest } = beside
    return { record, metric, ...rest, currency, identity }
  }
  const metric = score === null ? null : explainedMetric(score, name, currency)
  if (score === null || metric === null)
    throw notFound(`score of customer ${id} yet: it comes with the next sync`)
  const { value, low, high, policy, label, text } = metric
  const { asOf, n, why } = score
  const number = { record, metric: name, label, text, value, low, high, policy, asOf, n, why, currency }
  const dealPages = await pagesOfDeals(
    workspace,
    occasions.flatMap(({ deals }) => deals),
  )
  return { ...number, parts, model, occasions, dealPages, identity }
}

/** Where people open deals in their own systems, by their references; without those of which that is not known. */
async function pagesOfDeals(
  workspace: Workspace,
  references: readonly string[],
): Promise<Readonly<Record<string, RecordPage>>> {
  const pages = await recordPages(workspace)
  const known = references.flatMap((text) => {
    const { connection, id } = parseReference(text)
    const page = pages(connection, 'deal', id)
    return page === null ? [] : [[text, page] as const]
  })
  return Object.fromEntries(known)
}

export interface HistoryPoint {
  readonly asOf: string
  readonly value: number | string | null
  readonly low: number | null
  readonly high: number | null
}

/** The most points of a history. */
const mostPoints = 1_000

/** How a number of a customer went, the earliest first, up to the moment whose numbers are in force. */
export async function numberHistory(workspace: Workspace, id: number, name: string): Promise<HistoryPoint[]> {
  mustBeMetric(name)
  const { rows } = await sql<Omit<HistoryPoint, 'asOf'> & { asOf: Date }>`
    select as_of as "asOf", values->${sql.lit(name)}->'value' as value, (values->${sql.lit(name)}->>'low')::float8 as low,
      (values->${sql.lit(name)}->>'high')::float8 as high
    from (
      select as_of, values from score
      where customer_id = ${id} and as_of <= ${momentInForce(workspace)} and ${ofFamily(numberFamily(name))}
      order by as_of desc limit ${mostPoints}
    ) as latest order by as_of
  `.execute(workspace.store.db)
  return rows.map(({ asOf, ...point }) => ({ ...point, asOf: asOf.toISOString() }))
}

function mustBeMetric(name: string): void {
  if (explainedNames.includes(name)) return
  const meant = nearest(name, explainedNames)
  const message = `there is no number "${name}": ${meant === null ? `there are ${explainedNames.join(', ')}` : `did you mean "${meant}"?`}`
  throw new ProblemError(422, 'invalid', `query.metric: ${message}`, {
    errors: [{ path: 'query.metric', message }],
  })
}
