import { type AuthenticationKey, authenticationExample, authenticationKeysOf } from './authentication-keys.ts'
import type { ConnectorDescription } from './connector-description.ts'
import { jsonSchemaOf } from './json-schema.ts'
import type { Path } from './problem.ts'
import type { ProblemList } from './problem-list.ts'
import { reportIssues, reportUnknownKey } from './schema-problems.ts'
import { suggestReference } from './secrets-in-clear.ts'

/** A way to sign in, with the keys it takes. */
interface Method {
  readonly type: string
  readonly schema: ConnectorDescription['authentication'][number]['schema']
  readonly keys: readonly string[]
  readonly described: readonly AuthenticationKey[]
}

/** Checks `auth` against the ways in which the connector signs in. Values are never shown. */
export function reportAuthentication(
  data: unknown,
  connector: ConnectorDescription,
  at: Path,
  problems: ProblemList,
): void {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return
  const methods = connector.authentication.map(({ type, schema }): Method => {
    const described = authenticationKeysOf(schema)
    return { type, schema, keys: described.map(({ name }) => name), described }
  })
  const written = Object.keys(data)
  const unknown = written.filter((key) => !methods.some(({ keys }) => keys.includes(key)))
  const known = [...new Set(methods.flatMap(({ keys }) => keys))]
  for (const key of unknown) {
    if (known.length > 0) reportUnknownKey([...at, key], known, problems)
    else problems.atKey([...at, key], `${connector.title} asks for no sign-in`, 'remove the line')
  }
  // One misspelt key would otherwise be told a second time, as a missing one.
  if (unknown.length > 0) return
  const method = closest(methods, written)
  if (method === undefined) return
  if (written.length === 0) {
    if (method.keys.length === 0) return
    problems.atKey(at, `${connector.title} needs a sign-in`, `write ${methods.map(example).join(' or ')}`)
    return
  }
  for (const key of written.filter((name) => !method.keys.includes(name))) {
    problems.atKey(
      [...at, key],
      `does not belong to the sign-in ${method.type}`,
      `write ${methods.map(example).join(' or ')}`,
    )
  }
  const content = Object.fromEntries(Object.entries(data).filter(([key]) => method.keys.includes(key)))
  const result = method.schema.safeParse(content)
  if (result.success) return
  for (const issue of result.error.issues) {
    const value: unknown = content[String(issue.path[0])]
    if (issue.code === 'invalid_format' && typeof value === 'string') {
      problems.atValue([...at, ...issue.path], 'must be a reference to a secret', suggestReference(value))
    } else {
      reportIssues([issue], { schema: jsonSchemaOf(method.schema), data: content, at }, problems)
    }
  }
}

/** The method that most of the written keys belong to; among equals the one that needs fewest, then the first. */
function closest(methods: readonly Method[], written: readonly string[]): Method | undefined {
  const hits = ({ keys }: Method): number => written.filter((key) => keys.includes(key)).length
  return methods.toSorted(
    (left, right) => hits(right) - hits(left) || left.keys.length - right.keys.length,
  )[0]
}

function example({ described }: Method): string {
  return described.length === 0
    ? 'auth: {}'
    : `auth: { ${described.map((key) => authenticationExample(key)).join(', ')} }`
}
