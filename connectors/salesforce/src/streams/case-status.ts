import type { EntityInput } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { queryRows } from '../query.ts'

type Category = EntityInput<'ticket'>['category']

/** What a status of a case means. */
export type CategoryOf = (status: string | null, isClosed?: boolean) => Category

/** Statuses that an org adds carry no meaning that Salesforce would know; these words are what orgs call them. */
const words: readonly (readonly [RegExp, Category])[] = [
  [
    /\b(waiting|pending|awaiting)\b.*\b(customer|client|user|requester|reply|response)\b/i,
    'pending_customer',
  ],
  [/\b(customer|client)\b.*\b(waiting|pending|response|reply)\b/i, 'pending_customer'],
  [/\bhold\b|\b(waiting|pending|awaiting)\b/i, 'on_hold'],
  [/^(resolved|solved)$/i, 'solved'],
]

/**
 * Reads which statuses are closed and which a case begins with, with two calls. What the settings say comes first, then what
 * Salesforce knows, then what a status is called.
 */
export async function readCategories(ctx: SalesforceContext): Promise<CategoryOf> {
  const known = new Map<string, Category>()
  if ((await describeObject(ctx, 'CaseStatus')) !== null) {
    const soql = 'SELECT ApiName, MasterLabel, IsClosed, IsDefault FROM CaseStatus'
    for (const row of await queryRows(ctx, 'read the statuses of cases', soql)) {
      const category: Category | null =
        row.IsClosed === true ? 'closed' : row.IsDefault === true ? 'new' : null
      if (category === null) continue
      for (const name of [row.ApiName, row.MasterLabel]) known.set(String(name), category)
    }
  }
  return (status, isClosed) => {
    const name = status ?? ''
    const byAdmin = ctx.settings.statusCategories[name]
    if (byAdmin !== undefined) return byAdmin
    if (isClosed === true) return 'closed'
    return known.get(name) ?? words.find(([pattern]) => pattern.test(name))?.[1] ?? 'open'
  }
}
