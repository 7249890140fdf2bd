import { nearest } from '@rapport/model'
import type { z } from 'zod'
import { describeType, isSchema, type JsonSchema, knownKeys, schemaAt } from './json-schema.ts'
import { valueAt } from './plain-data.ts'
import type { Path } from './problem.ts'
import type { ProblemList } from './problem-list.ts'
import { isSecretKey, looksLikeSecret } from './secrets-in-clear.ts'

/** What was checked, and where it stands in the file. */
export interface CheckedPart {
  /** The schema that was applied, as JSON Schema. */
  readonly schema: JsonSchema
  /** The content that was checked. */
  readonly data: unknown
  /** Where the content stands in the file. */
  readonly at: Path
}

/** Says in the author's terms what a schema found. */
export function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  part: CheckedPart,
  problems: ProblemList,
): void {
  for (const issue of issues) {
    const path = [...part.at, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schemaAt(part.schema, issue.path))
      for (const key of issue.keys) reportUnknownKey([...path, key], known, problems)
    } else if (issue.code === 'invalid_key') {
      problems.atKey(path, issue.issues[0]?.message ?? issue.message)
    } else {
      reportValue(issue, path, part, problems)
    }
  }
}

/** A key that nothing reads, with the key that was probably meant. */
export function reportUnknownKey(path: Path, known: readonly string[], problems: ProblemList): void {
  const meant = nearest(String(path.at(-1)), known)
  const suggestion =
    meant !== null ? `did you mean "${meant}"?` : known.length > 0 ? `known here: ${known.join(', ')}` : null
  problems.atKey(path, 'unknown key', suggestion)
}

function reportValue(issue: z.core.$ZodIssue, path: Path, part: CheckedPart, problems: ProblemList): void {
  const value = valueAt(part.data, issue.path)
  const schema = schemaAt(part.schema, issue.path)
  const expected = schema === null ? 'another value' : describeType(schema)
  if (value === undefined) {
    problems.atKey(path, `is missing: must be ${expected}`, example(path, schema))
    return
  }
  if (value === null) {
    problems.atValue(path, `is empty: must be ${expected}`, 'fill it or remove the line')
    return
  }
  const ownWords =
    issue.code === 'custom' ||
    (issue.code === 'invalid_format' && (issue.format === 'regex' || issue.format === 'url'))
  const message = ownWords ? issue.message : `must be ${expected}`
  // A rule over several keys says itself what is missing; what was found is the whole group.
  const isGroup = ownWords && typeof value === 'object'
  if (isGroup || mayBeSecret(path, value)) problems.atValue(path, message)
  else problems.atValue(path, `${message}; found ${show(value)}`, suggestValue(value, schema))
}

function example(path: Path, schema: JsonSchema | null): string | null {
  return schema?.description === undefined ? null : `${String(path.at(-1))}: ${schema.description}`
}

/** Whether a wrong value may be a secret, so that no message repeats it. */
function mayBeSecret(path: Path, value: unknown): boolean {
  return (
    path.includes('auth') ||
    path.some((step) => isSecretKey(String(step))) ||
    (typeof value === 'string' && looksLikeSecret(value))
  )
}

function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.length <= 40 ? `"${value}"` : 'text'
  return Array.isArray(value) ? 'a list' : 'a group of keys'
}

function suggestValue(value: unknown, schema: JsonSchema | null): string | null {
  if (schema === null) return null
  const choices = allVariants(schema).flatMap((variant) => (variant.enum ?? []).map(String))
  const types = new Set(allVariants(schema).flatMap((variant) => variant.type ?? []))
  if (typeof value === 'string') {
    const meant = nearest(value, choices)
    if (meant !== null) return `did you mean "${meant}"?`
    const percent = /^(\d+(?:[.,]\d+)?)\s*%$/.exec(value)?.[1]
    if (types.has('number') && percent !== undefined) {
      return `write ${Number((Number(percent.replace(',', '.')) / 100).toFixed(6))}`
    }
    if (
      (types.has('number') || types.has('integer')) &&
      value.trim() !== '' &&
      Number.isFinite(Number(value))
    ) {
      return `write ${Number(value)} without quotes`
    }
    if (schema.pattern !== undefined && new RegExp(schema.pattern).test(value.toUpperCase())) {
      return `write ${value.toUpperCase()}`
    }
    if (schema.pattern !== undefined && new RegExp(schema.pattern).test(value.toLowerCase())) {
      return `write ${value.toLowerCase()}`
    }
    if (types.has('array')) return `write [${value}]`
  }
  if (
    (typeof value === 'number' || typeof value === 'boolean') &&
    types.has('string') &&
    choices.length === 0
  ) {
    return schema.format === 'date' ? null : `write "${value}" in quotes`
  }
  return null
}

function allVariants(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ? schema.anyOf.filter(isSchema) : [schema]
}
