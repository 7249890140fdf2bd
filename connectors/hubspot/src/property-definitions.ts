import { type ConnectorContext, ConnectorError } from '@rapport/connector'
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
  type: z.string(),
  fieldType: z.string(),
  options: z.array(propertyOption).default([]),
})
export type PropertyDefinition = z.infer<typeof propertyDefinition>

/** The definitions of an object type, by name. */
export type PropertyDefinitions = ReadonlyMap<string, PropertyDefinition>

/** Reads all live property definitions of an object type, in one call. */
export async function readDefinitions(
  ctx: ConnectorContext<HubspotSettings>,
  type: ObjectType,
): Promise<PropertyDefinitions> {
  const { body } = await ctx.request({
    method: 'GET',
    path: paths.properties(type),
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
  const nearest = nearestName(missing, [...definitions.keys()])
  throw new ConnectorError(
    'config',
    `stream ${stream}: HubSpot ${type} have no property "${missing}"${nearest === null ? '' : `; did you mean "${nearest}"?`} Correct the mapping.`,
  )
}

/** The name with the smallest edit distance; null where there is none to choose from. */
export function nearestName(wanted: string, names: readonly string[]): string | null {
  let best: { name: string; distance: number } | null = null
  for (const name of names) {
    const distance = editDistance(wanted, name)
    if (best === null || distance < best.distance) best = { name, distance }
  }
  return best?.name ?? null
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein 1966). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1),
        ),
      )
    }
    previous = current
  }
  return previous[other.length] ?? 0
}
