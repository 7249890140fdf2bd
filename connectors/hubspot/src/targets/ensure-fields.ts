import {
  type ConnectorContext,
  ConnectorError,
  type OnMissingFields,
  type TargetField,
} from '@rapport/connector'
import { z } from 'zod'
import { pageSizes } from '../objects.ts'
import { type ObjectType, paths } from '../paths.ts'
import {
  type PropertyDefinition,
  propertyDefinition,
  propertyOption,
  readDefinitions,
} from '../property-definitions.ts'
import { type HubspotSettings, propertyName } from '../settings.ts'
import { missingOptions, namesOtherPolicy, type PropertyCreation, propertyOf } from './field-properties.ts'

type Context = ConnectorContext<HubspotSettings>

/** Sent twice these calls do the same (what exists already is answered as a conflict), so they are retried like reads. */
const repeatable = 'read'

const creationAnswer = z.object({
  results: z.array(propertyDefinition),
  errors: z
    .array(
      z.object({
        message: z.string(),
        category: z.string().optional(),
        subCategory: z.unknown().optional(),
      }),
    )
    .optional(),
})

/**
 * Creates the properties that are missing, and their group; adds missing options to the ones that exist, and corrects a text that
 * names another policy than the one in force. Asked again it changes nothing. Returns the field names it created.
 *
 * @throws ConnectorError of kind `config` where a property of that name exists with another type.
 */
export async function ensureFields(
  ctx: Context,
  type: ObjectType,
  fields: readonly TargetField[],
  onMissing?: OnMissingFields,
): Promise<readonly string[]> {
  const definitions = await readDefinitions(ctx, type)
  const missing: TargetField[] = []
  for (const field of fields) {
    const definition = definitions.get(propertyName(ctx.settings, field.name))
    if (definition === undefined) missing.push(field)
    else await fitExisting(ctx, type, field, definition)
  }
  if (missing.length === 0) return []
  if (onMissing !== undefined) {
    // A property that is created under the name of an archived one is that one. HubSpot does not document whether its values come along.
    const archived = await readDefinitions(ctx, type, { archived: true })
    const names = missing.map(({ name }) => name)
    await onMissing(
      names,
      names.filter((name) => archived.has(propertyName(ctx.settings, name))),
    )
  }
  await ensureGroup(ctx, type)
  const properties = missing.map((field) => propertyOf(ctx.settings, field))
  const created: PropertyDefinition[] = []
  for (let start = 0; start < properties.length; start += pageSizes.batch) {
    const batch = properties.slice(start, start + pageSizes.batch)
    created.push(...(await createProperties(ctx, type, batch)))
  }
  await verify(ctx, type, missing, created)
  return missing.map((field) => field.name)
}

async function fitExisting(
  ctx: Context,
  type: ObjectType,
  field: TargetField,
  definition: PropertyDefinition,
): Promise<void> {
  requireType(ctx, type, field, definition)
  const added = missingOptions(field, definition)
  const changes = {
    // A patch replaces the whole list of options, so the existing ones go along.
    ...(added.length === 0 ? {} : { options: [...definition.options, ...added] }),
    ...(namesOtherPolicy(field, definition) ? { description: field.description } : {}),
  }
  if (Object.keys(changes).length === 0) return
  await ctx.request({
    method: 'PATCH',
    path: paths.property(type, definition.name),
    body: changes,
    budget: 'general',
    effect: repeatable,
    schema: z.object({ options: z.array(propertyOption).default([]) }),
  })
}

function requireType(
  ctx: Context,
  type: ObjectType,
  field: TargetField,
  definition: PropertyDefinition,
): void {
  const wanted = propertyOf(ctx.settings, field)
  if (definition.type === wanted.type) return
  throw new ConnectorError(
    'config',
    `HubSpot ${type} already have a property "${definition.name}" of type ${definition.type}, and ${field.name} needs ${wanted.type}: rename or archive that property in HubSpot, or set another propertyPrefix`,
  )
}

async function ensureGroup(ctx: Context, type: ObjectType): Promise<void> {
  const { propertyGroup } = ctx.settings
  try {
    await ctx.request({
      method: 'POST',
      path: paths.propertyGroups(type),
      body: { name: propertyGroup, label: 'Rapport', displayOrder: -1 },
      budget: 'general',
      effect: repeatable,
      schema: z.object({ name: z.string() }),
    })
  } catch (error) {
    // The group is there already: from an earlier run, or from another one at this moment.
    if (!(error instanceof ConnectorError && error.kind === 'conflict')) throw error
  }
}

/** Creates properties; an archived one of the same name is restored by this. */
async function createProperties(
  ctx: Context,
  type: ObjectType,
  properties: readonly PropertyCreation[],
): Promise<readonly PropertyDefinition[]> {
  try {
    const { body } = await ctx.request({
      method: 'POST',
      path: paths.createProperties(type),
      body: { inputs: properties },
      budget: 'general',
      effect: repeatable,
      schema: creationAnswer,
    })
    const serious = body.errors?.find(
      (error) =>
        error.category !== 'OBJECT_ALREADY_EXISTS' &&
        error.category !== 'CONFLICT' &&
        !String(error.subCategory ?? '').endsWith('PROPERTY_WITH_NAME_EXISTS'),
    )
    if (serious !== undefined) {
      throw new ConnectorError('config', `HubSpot did not create a property of ${type}: ${serious.message}`)
    }
    return body.results
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'conflict') return []
    throw error
  }
}

/** What was not created by us was created by another process meanwhile: then it must fit as well. */
async function verify(
  ctx: Context,
  type: ObjectType,
  fields: readonly TargetField[],
  created: readonly PropertyDefinition[],
): Promise<void> {
  const known = new Map(created.map((definition) => [definition.name, definition]))
  const names = fields.map((field) => propertyName(ctx.settings, field.name))
  const definitions = names.every((name) => known.has(name)) ? known : await readDefinitions(ctx, type)
  for (const field of fields) {
    const definition = definitions.get(propertyName(ctx.settings, field.name))
    if (definition === undefined) {
      throw new ConnectorError(
        'config',
        `HubSpot did not create the property "${propertyName(ctx.settings, field.name)}" of ${type}: create it by hand, or try again`,
      )
    }
    requireType(ctx, type, field, definition)
  }
}
