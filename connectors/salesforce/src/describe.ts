import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from './client.ts'
import { takeForeseen } from './foreseen.ts'
import { paths } from './paths.ts'

/** One field of an object as this user sees it: what edition, features and field-level security do not give is absent. */
export interface FieldDescription {
  readonly name: string
  /** Salesforce's own type: `string`, `currency`, `date`, `datetime`, `boolean`, `reference`, … */
  readonly type: string
  readonly label: string
  /** Values of a picklist. */
  readonly values: readonly string[]
  /** Whether a picklist takes its own values only. */
  readonly isRestricted: boolean
  /** Whether this user may write it. */
  readonly isUpdateable: boolean
}

/** The fields of an object by name. */
export type ObjectFields = ReadonlyMap<string, FieldDescription>

/** An object as this user sees it. */
export interface ObjectDescription {
  readonly fields: ObjectFields
  /** Whether Salesforce keeps a log of what was deleted from it. */
  readonly isReplicateable: boolean
}

const describedField = z.object({
  name: z.string(),
  type: z.string(),
  label: z.string().catch(''),
  restrictedPicklist: z.boolean().default(false),
  updateable: z.boolean().default(false),
  picklistValues: z
    .array(z.object({ value: z.string() }))
    .nullish()
    .catch(null),
})

const described = z.object({
  queryable: z.boolean().default(true),
  replicateable: z.boolean().default(false),
  fields: z.array(describedField),
})

/** An object, with one call; null where the org has no such object, or this user may not query it. */
export async function describeObject(
  ctx: SalesforceContext,
  object: string,
): Promise<ObjectDescription | null> {
  const foreseen = takeForeseen(ctx, paths.describe(ctx.settings, object), [200, 404])
  if (foreseen?.status === 404) return null
  let answer = foreseen?.body
  try {
    answer ??= await callClient(ctx, { effect: 'read', operation: `describe ${object}` }, (connection) =>
      connection.describe(object),
    )
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null
    throw error
  }
  const parsed = described.safeParse(answer)
  if (!parsed.success) {
    throw new ConnectorError('contract', `describe ${object}: the answer is no description of an object`, {
      cause: parsed.error,
    })
  }
  const { queryable, replicateable, fields } = parsed.data
  if (!queryable) return null
  return {
    fields: new Map(
      fields.map(({ name, type, label, picklistValues, restrictedPicklist, updateable }) => [
        name,
        {
          name,
          type,
          label,
          values: (picklistValues ?? []).map(({ value }) => value),
          isRestricted: restrictedPicklist,
          isUpdateable: updateable,
        },
      ]),
    ),
    isReplicateable: replicateable,
  }
}
