import { describeType, isSchema, type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import { configuration } from './schema.ts'

/** One key of the configuration, for the reference. */
export interface ConfigurationKey {
  /** Where it stands; `<name>` is a name of the author's own. */
  readonly path: string
  /** What it must be, in words. */
  readonly type: string
  /** What holds where it is left out, as YAML writes it; null where the key is required or is a group of others. */
  readonly default: string | null
  readonly required: boolean
  readonly description: string
}

/** Every key of `rapport.yaml`, in the order of its schema. */
export function describeConfiguration(): ConfigurationKey[] {
  return [...walk(jsonSchemaOf(configuration), '', true)]
}

/** The keys of a connector's settings, from its schema. */
export function describeSettings(schema: Parameters<typeof jsonSchemaOf>[0]): ConfigurationKey[] {
  return [...walk(jsonSchemaOf(schema), '', true)]
}

function* walk(schema: JsonSchema, path: string, required: boolean): Generator<ConfigurationKey> {
  const properties = Object.entries(schema.properties ?? {})
  const children = schema.additionalProperties
  const isGroup = properties.length > 0
  if (path !== '') {
    yield {
      path,
      type: describeType(schema),
      default: schema.default === undefined || isGroup ? null : JSON.stringify(schema.default),
      required,
      description: schema.description ?? '',
    }
  }
  for (const [key, property] of properties) {
    if (!isSchema(property)) continue
    yield* walk(property, path === '' ? key : `${path}.${key}`, schema.required?.includes(key) ?? false)
  }
  // A map of plain values is told by its own line; only a map of groups has keys of its own to tell.
  if (isSchema(children) && (children.properties || children.additionalProperties)) {
    yield* walk(children, `${path}.<${mapKey(path)}>`, false)
  }
}

/** What the names in a map are names of. */
function mapKey(path: string): string {
  if (path === 'connections' || path === 'writeBack') return 'connection'
  return path.endsWith('mapping') ? 'stream' : 'name'
}
