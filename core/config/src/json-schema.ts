import { z } from 'zod'
import type { Path } from './problem.ts'

/** The part of JSON Schema 2020-12 that describes settings. */
export type JsonSchema = z.core.JSONSchema.JSONSchema

/** A zod schema as JSON Schema, as its input is written. What cannot be put into JSON Schema becomes "anything". */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}

/** The schema of what stands at a path; null where any content is allowed. */
export function schemaAt(schema: JsonSchema, path: Path): JsonSchema | null {
  let current: JsonSchema | null = schema
  for (const step of path) {
    if (current === null) return null
    const container: JsonSchema = withoutNull(current)
    const next: unknown =
      typeof step === 'number'
        ? container.items
        : (container.properties?.[String(step)] ?? container.additionalProperties)
    current = isSchema(next) ? next : null
  }
  return current
}

/** The keys that an object at this place may have; empty where they are free. */
export function knownKeys(schema: JsonSchema | null): string[] {
  return schema === null ? [] : Object.keys(withoutNull(schema).properties ?? {})
}

/** Says in words what a value must be: `one of day, week, month`, `a number from 0 to 1`, `a list or null`. */
export function describeType(schema: JsonSchema): string {
  if (schema.enum) return `one of ${schema.enum.map(showChoice).join(', ')}`
  if (schema.const !== undefined) return String(schema.const)
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return variants.filter(isSchema).map(describeType).join(' or ')
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => describeType({ ...schema, type })).join(' or ')
  }
  switch (schema.type) {
    case 'integer':
      return `a whole number${describeRange(schema)}`
    case 'number':
      return `a number${describeRange(schema)}`
    case 'string':
      return schema.format === 'date' ? 'a date, YYYY-MM-DD' : 'text'
    case 'boolean':
      return 'true or false'
    case 'array':
      return isSchema(schema.items) && schema.items.enum
        ? `a list of: ${schema.items.enum.map(showChoice).join(', ')}`
        : 'a list'
    case 'object':
      return 'a group of keys'
    case 'null':
      return 'null'
    default:
      return 'any value'
  }
}

/** Words as they are; signs and blanks in quotes, so that they can be seen. */
function showChoice(choice: unknown): string {
  return /^[\w-]+$/.test(String(choice)) ? String(choice) : JSON.stringify(choice)
}

function describeRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const from = minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER ? minimum : undefined
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`
  const limits = [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
    ...(to === undefined ? [] : [`up to ${to}`]),
  ]
  return limits.length === 0 ? '' : ` ${limits.join(', ')}`
}

/** A schema that also allows null, without the null. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const variants = (schema.anyOf ?? []).filter(isSchema).filter((variant) => variant.type !== 'null')
  return variants.length === 1 && variants[0] ? variants[0] : schema
}

/** JSON Schema allows `true` and `false` in place of a schema; neither counts as one here. */
export function isSchema(value: unknown): value is JsonSchema {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
