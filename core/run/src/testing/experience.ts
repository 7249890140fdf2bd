import type { Store } from '@rapport/store'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'

/** An answer as a source gives it; NPS of the contact unless it says otherwise. */
export interface GivenAnswer extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly of: string | null
  readonly score: number | null
  readonly at: string
}

/** Stores answers to surveys. */
export async function giveAnswers(
  store: Store,
  connection: string,
  answers: readonly GivenAnswer[],
): Promise<void> {
  const records = answers.map(({ of, ...answer }) => ({
    ...{ kind: 'nps', scaleMin: 0, scaleMax: 10, higherIsBetter: true, ticketId: null, delivered: true },
    ...{ comment: null, contacts: of === null ? [] : [{ id: of, label: null, primary: true }] },
    ...answer,
  }))
  await give(store, connection, 'surveyResponse', records)
}

/** Customers with their contacts, from 1 on in the order of the names; a contact is `connection/id`. */
export async function givePeople(
  store: Store,
  people: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [index, [name, contacts]] of Object.entries(people).entries()) {
    await sql`
      insert into customer (id, level, name) overriding system value values (${index + 1}, 'contact', ${name})
    `.execute(store.db)
    for (const contact of contacts) {
      const [connection = '', id = ''] = contact.split('/')
      await give(store, connection, 'contact', [
        { id, name, emails: [], phones: [], companies: [] } as { id: string },
      ])
      await sql`
        insert into identity_link (connection, entity, record_id, customer_id, reason)
        values (${connection}, 'contact', ${id}, ${index + 1}, 'test')
      `.execute(store.db)
    }
  }
}

/** What a scoring keeps of a customer. */
export interface GivenScore {
  readonly customer: number
  readonly policy: string
  /** A day of UTC; its evening. */
  readonly on: string
  readonly values: Readonly<Record<string, number | string | null>>
  readonly n?: number
  readonly why?: string | null
  readonly explanation?: Readonly<Record<string, unknown>>
}

/** Stores scores as the score stage would. */
export async function giveScores(store: Store, scores: readonly GivenScore[]): Promise<void> {
  const rows = scores.map(({ customer, policy, on, values, n = 1, why = null, explanation = {} }) => ({
    ...{ customer_id: customer, policy, as_of: `${on}T20:00:00Z`, n, why, explanation },
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
  }))
  await sql`
    insert into score (customer_id, policy, as_of, n, values, why, explanation)
    select customer_id, policy, as_of, n, values, why, explanation
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(
      customer_id bigint, policy text, as_of timestamptz, n integer, values jsonb, why text, explanation jsonb
    )
  `.execute(store.db)
}
