import { type Attempt, type CheckResult, checkLine, type FieldSelection } from '@rapport/connector'
import type { ObjectDescription } from './describe.ts'
import type { ObjectStream } from './streams/object-stream.ts'
import { missingField } from './streams/reading.ts'

/** Looks for every field that the admin named: one line for each that is not there, else one for all. */
export function* checkMapping(
  { entity, sources }: ObjectStream,
  { mapping, extra }: FieldSelection,
  description: Attempt<ObjectDescription | null> | undefined,
): Generator<CheckResult> {
  const name = `mapping of ${entity}`
  const named = [...new Set([...Object.values(mapping), ...extra])]
  if (named.length === 0 || description === undefined) return
  if ('error' in description) return yield checkLine(name, description)
  const { object } = sources[0]
  const described = description.value?.fields ?? new Map()
  const missing = named.filter((field) => !described.has(field))
  for (const field of missing) {
    yield { name, ok: false, detail: missingField(entity, object, field, described) }
  }
  if (missing.length === 0) yield { name, ok: true, detail: `Salesforce ${object} has ${named.join(', ')}` }
}
