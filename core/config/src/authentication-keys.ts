import type { ConnectorDescription } from './connector-description.ts'
import { jsonSchemaOf, knownKeys } from './json-schema.ts'

/** A key that a way to sign in takes. */
export interface AuthenticationKey {
  readonly name: string
  /** Whether its value is a secret, which is given by reference only. */
  readonly secret: boolean
  readonly required: boolean
}

/** The keys that a way to sign in takes. A key that refuses plain text takes a reference: it is a secret. */
export function authenticationKeysOf(
  schema: ConnectorDescription['authentication'][number]['schema'],
): readonly AuthenticationKey[] {
  const names = knownKeys(jsonSchemaOf(schema))
  const plain = schema.safeParse(Object.fromEntries(names.map((name) => [name, 'plain'])))
  const refused = new Set((plain.error?.issues ?? []).map(({ path }) => path[0]))
  const missing = new Set((schema.safeParse({}).error?.issues ?? []).map(({ path }) => path[0]))
  return names.map((name) => ({ name, secret: refused.has(name), required: missing.has(name) }))
}

/** How a key is written in an example. */
export function authenticationExample(
  { name, secret }: Pick<AuthenticationKey, 'name' | 'secret'>,
  reference = 'env:NAME',
): string {
  return `${name}: ${secret ? reference : '…'}`
}
