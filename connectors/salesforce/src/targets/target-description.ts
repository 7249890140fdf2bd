import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import type { TargetObject } from './target-object.ts'

/** A field as this user may use it. */
export interface WritableField {
  /** Salesforce's own type: `currency`, `double`, `picklist`, … */
  readonly type: string
  readonly isUpdateable: boolean
  readonly isRestricted: boolean
  /** Values of a picklist. */
  readonly values: readonly string[]
}

const described = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      updateable: z.boolean().default(false),
      restrictedPicklist: z.boolean().default(false),
      picklistValues: z.array(z.object({ value: z.string() })).nullish(),
    }),
  ),
})

/**
 * The fields of an object that this user sees, by name, with one call.
 * @throws ConnectorError of kind `config` where the org has no such object for this user
 */
export async function describeTarget(
  ctx: SalesforceContext,
  object: TargetObject,
): Promise<ReadonlyMap<string, WritableField>> {
  const operation = `describe ${object}`
  let answer: unknown
  try {
    answer = await callClient(ctx, { effect: 'read', operation }, (connection) => connection.describe(object))
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'gone') throw error
    throw new ConnectorError(
      'config',
      `Salesforce shows no ${object} to this user: give it access to the object, or take ${object} out of writeBack`,
      { cause: error },
    )
  }
  const parsed = described.safeParse(answer)
  if (!parsed.success) {
    throw new ConnectorError('contract', `${operation}: the answer is no description of an object`, {
      cause: parsed.error,
    })
  }
  return new Map(
    parsed.data.fields.map(({ name, type, updateable, restrictedPicklist, picklistValues }) => [
      name,
      {
        type,
        isUpdateable: updateable,
        isRestricted: restrictedPicklist,
        values: (picklistValues ?? []).map(({ value }) => value),
      },
    ]),
  )
}
