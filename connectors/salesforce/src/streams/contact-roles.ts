import { ConnectorError } from '@rapport/connector'
import type { Association } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { readChildren } from './children.ts'

/** People of opportunities by opportunity, each with the role as its label. */
export type ContactRoles = ReadonlyMap<string, readonly Association[]>

/** The object that holds the people of opportunities. */
export const roleObject = 'OpportunityContactRole'
/** What is read of it, beside the opportunity. */
export const roleFields = ['ContactId', 'Role', 'IsPrimary'] as const

/** What of it this user does not see: the object, or a field; null: nothing. */
export async function hiddenRoleField(ctx: SalesforceContext): Promise<string | null> {
  const described = await describeObject(ctx, roleObject)
  if (described === null) return roleObject
  const hidden = roleFields.find((field) => !described.fields.has(field))
  return hidden === undefined ? null : `${roleObject}.${hidden}`
}

/**
 * How the people of opportunities are read with their roles. The opportunity itself names one person only, so this is asked for
 * where a role decides whose a sale is.
 * @throws ConnectorError of kind `config` where roles are hidden: sales would be taken for those of others.
 */
export async function prepareContactRoles(
  ctx: SalesforceContext,
): Promise<(opportunities: readonly string[]) => Promise<ContactRoles>> {
  const hidden = await hiddenRoleField(ctx)
  if (hidden !== null) {
    throw new ConnectorError(
      'config',
      `this user does not see ${hidden}, by which the associationLabel decides whose a sale is: give read access to it, by a permission set, or take the associationLabel out of the mapping`,
    )
  }
  return async (opportunities) => {
    const roles = new Map<string, Association[]>()
    const query = { object: roleObject, parent: 'OpportunityId', fields: roleFields }
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
