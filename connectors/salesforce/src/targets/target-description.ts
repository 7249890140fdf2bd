import { ConnectorError } from '@rapport/connector'
import type { SalesforceContext } from '../client.ts'
import { describeObject, type ObjectFields } from '../describe.ts'
import type { TargetObject } from './target-object.ts'

/**
 * The fields of an object that this user sees, by name, with one call.
 * @throws ConnectorError of kind `config` where the org has no such object for this user
 */
export async function describeTarget(ctx: SalesforceContext, object: TargetObject): Promise<ObjectFields> {
  const described = await describeObject(ctx, object)
  if (described !== null) return described.fields
  throw new ConnectorError(
    'config',
    `Salesforce shows no ${object} to this user: give it access to the object, or take ${object} out of writeBack`,
  )
}
