import { type ConnectorContext, ConnectorError } from '@rapport/connector'
import { nearest } from '@rapport/model'
import { z } from 'zod'
import { type ObjectType, paths } from './paths.ts'
import type { HubspotSettings } from './settings.ts'

/** One option of an enumeration, as HubSpot keeps it. */
export const propertyOption = z.looseObject({
  label: z.string(),
  value: z.string(),
  displayOrder: z.number().optional(),
  hidden: z.boolean().optional(),
})

/** The definition of a property, in the part that matters here. */
export const propertyDefinition = z.object({
  name: z.string(),
  label: z.string().optional(),
  description: z.string().optional(),
  type: z.string(),
  fieldType: z.string(),
  options: z.array(propertyOption).default([]),
})
export type PropertyDefinition = z.infer<typeof propertyDefinition>

/** The definitions of an object type, by name. */
export type PropertyDefinitions = ReadonlyMap<string, PropertyDefinition>

/** Reads all property definitions of an object type, in one call: the live ones, or those that were archived. */
export async function readDefinitions(
  ctx: ConnectorContext<HubspotSettings>,
  type: ObjectType,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<PropertyDefinitions> {
  const { body } = await ctx.request({
    method: 'GET',
    path: paths.properties(type),
    ...(archived ? { query: { archived } } : {}),
    budget: 'general',
    effect: 'read',
    schema: z.object({ results: z.array(propertyDefinition) }),
  })
  return new Map(body.results.map((definition) => [definition.name, definition]))
}

/**
 * Refuses names that the portal does not have.
 * @throws ConnectorError of kind `config` that names the stream, the property and the nearest existing name.
 */
export function requireProperties(
  stream: string,
  type: ObjectType,
  names: readonly string[],
  definitions: PropertyDefinitions,
): void {
  const missing = names.find((name) => !definitions.has(name))
  if (missing === undefined) return
  const meant = nearest(missing, definitions.keys())
  throw new ConnectorError(
    'config',
    `stream ${stream}: HubSpot ${type} have no property "${missing}"${meant === null ? '.' : `; did you mean "${meant}"?`} Correct the mapping.`,
  )
}
