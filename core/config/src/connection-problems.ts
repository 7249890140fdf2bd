import { nearest } from '@rapport/model'
import { reportAuthentication } from './authentication-problems.ts'
import type { ConnectorDescription } from './connector-description.ts'
import { jsonSchemaOf, knownKeys } from './json-schema.ts'
import { groupOf } from './plain-data.ts'
import type { Path } from './problem.ts'
import type { ProblemList } from './problem-list.ts'
import { reportIssues, reportUnknownKey } from './schema-problems.ts'

/** Checks every connection against its connector: sign-in, settings, streams and mapping. */
export function checkConnections(
  data: unknown,
  connectors: readonly ConnectorDescription[],
  problems: ProblemList,
): void {
  for (const [name, content] of Object.entries(groupOf(groupOf(data).connections))) {
    const path = ['connections', name]
    if (/[\s/:]/.test(name)) {
      problems.atKey(
        path,
        "a connection's name may not hold blanks, / or :",
        'records are written connection/entity:id',
      )
    }
    const connection = groupOf(content)
    if (typeof connection.connector !== 'string') continue
    const connector = connectors.find(({ id }) => id === connection.connector)
    if (connector === undefined) {
      reportUnknownName(
        [...path, 'connector'],
        'connector',
        connection.connector,
        connectors.map(({ id }) => id),
        problems,
      )
      continue
    }
    reportAuthentication(connection.auth ?? {}, connector, [...path, 'auth'], problems)
    checkSettings(connection.settings ?? {}, connector, [...path, 'settings'], problems)
    checkStreams(connection.streams, connector, [...path, 'streams'], problems)
    checkMapping(connection.mapping, connector, [...path, 'mapping'], problems)
  }
}

/** A name that refers to nothing, with the one that was probably meant. */
export function reportUnknownName(
  path: Path,
  what: string,
  name: string,
  known: readonly string[],
  problems: ProblemList,
): void {
  const meant = nearest(name, known)
  problems.atValue(
    path,
    `unknown ${what} "${name}"`,
    meant !== null ? `did you mean "${meant}"?` : `known: ${known.join(', ') || 'none'}`,
  )
}

function checkSettings(
  data: unknown,
  connector: ConnectorDescription,
  at: Path,
  problems: ProblemList,
): void {
  const schema = jsonSchemaOf(connector.settings)
  const result = connector.settings.safeParse(data)
  if (!result.success) reportIssues(result.error.issues, { schema, data, at }, problems)
  // An object schema that is not strict drops unknown keys silently; a setting that does nothing is a mistake all the same.
  const known = knownKeys(schema)
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) return
  for (const key of Object.keys(groupOf(data))) {
    if (!known.includes(key)) reportUnknownKey([...at, key], known, problems)
  }
}

function checkStreams(data: unknown, connector: ConnectorDescription, at: Path, problems: ProblemList): void {
  if (!Array.isArray(data)) return
  const known = connector.streams.map(({ entity }) => entity)
  for (const [index, stream] of data.entries()) {
    if (typeof stream !== 'string' || known.includes(stream)) continue
    reportUnknownName([...at, index], `stream of ${connector.title}`, stream, known, problems)
  }
}

function checkMapping(data: unknown, connector: ConnectorDescription, at: Path, problems: ProblemList): void {
  for (const [entity, content] of Object.entries(groupOf(data))) {
    const path = [...at, entity]
    const stream = connector.streams.find((candidate) => candidate.entity === entity)
    if (stream === undefined) {
      reportUnknownKey(
        path,
        connector.streams.map((candidate) => candidate.entity),
        problems,
      )
      continue
    }
    const mappable = Object.keys(stream.mappable ?? {})
    for (const field of Object.keys(groupOf(groupOf(content).fields))) {
      if (!mappable.includes(field)) reportUnknownKey([...path, 'fields', field], mappable, problems)
    }
    if (typeof groupOf(content).associationLabel === 'string' && entity !== 'deal') {
      problems.atKey([...path, 'associationLabel'], 'only deals have a buyer', 'move it to mapping.deal')
    }
  }
}
