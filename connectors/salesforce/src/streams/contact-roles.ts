import type { Association } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { readChildren } from './children.ts'

/** People of opportunities by opportunity, each with the role as its label. */
export type ContactRoles = ReadonlyMap<string, readonly Association[]>

/**
 * How the people of opportunities are read with their roles. The opportunity itself names one person only, so this is asked for
 * where a role decides whose a sale is. Null where the org keeps no roles.
 */
export async function prepareContactRoles(
  ctx: SalesforceContext,
): Promise<((opportunities: readonly string[]) => Promise<ContactRoles>) | null> {
  const object = 'OpportunityContactRole'
  if ((await describeObject(ctx, object)) === null) return null
  return async (opportunities) => {
    const roles = new Map<string, Association[]>()
    const query = { object, parent: 'OpportunityId', fields: ['ContactId', 'Role', 'IsPrimary'] }
    for await (const row of readChildren(ctx, query, opportunities)) {
      const opportunity = String(row.OpportunityId)
      const role: Association = {
        id: String(row.ContactId),
        label: typeof row.Role === 'string' ? row.Role : null,
        primary: row.IsPrimary === true,
      }
      roles.set(opportunity, [...(roles.get(opportunity) ?? []), role])
    }
    return roles
  }
}
