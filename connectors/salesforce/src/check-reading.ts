import { attempt, type CheckResult, checkLine, type FieldSelections } from '@rapport/connector'
import type { Descriptions } from './check.ts'
import type { SalesforceContext } from './client.ts'
import { objectStreams } from './streams/all.ts'
import { hiddenRoleField } from './streams/contact-roles.ts'
import { hiddenFields } from './streams/hidden-fields.ts'
import type { ObjectStream } from './streams/object-stream.ts'
import type { SourceObject } from './streams/source-object.ts'

/** Whether every object can be read without which there is no customer value. */
export function compareObjects(ctx: SalesforceContext, descriptions: Descriptions): CheckResult {
  const name = 'objects'
  const failed = [...descriptions.values()].find((one) => 'error' in one)
  if (failed !== undefined && 'error' in failed) return checkLine(name, failed)
  const sources = wantedSources(ctx).map(({ source }) => source)
  const wanted = new Set(sources.map(({ object }) => object))
  const essential = new Set(sources.filter(({ isEssential }) => isEssential).map(({ object }) => object))
  const missing = [...wanted].filter((object) => {
    const found = descriptions.get(object)
    return found === undefined || ('value' in found && found.value === null)
  })
  const needed = missing.filter((object) => essential.has(object))
  if (needed.length > 0) {
    const detail = `this user does not see ${needed.join(', ')}: give it read access to them, by a permission set`
    return { name, ok: false, detail }
  }
  const rest = missing.length === 0 ? '' : `; not there, and left out: ${missing.join(', ')}`
  return { name, ok: true, detail: `${wanted.size - missing.length} objects can be read${rest}` }
}

/** Whether every field can be read without which a stream means nothing, under the admin's mapping. */
export async function compareFields(
  ctx: SalesforceContext,
  descriptions: Descriptions,
  selections: FieldSelections,
): Promise<CheckResult> {
  const name = 'fields'
  const needed = new Set<string>()
  const leftOut = new Set<string>()
  for (const { entity, source, isFirst } of wantedSources(ctx)) {
    const { object, fields, mappable, required, expected } = source
    const found = descriptions.get(object)
    if (found === undefined || 'error' in found || found.value === null) continue
    const described = found.value.fields
    // The admin maps fields of the first object of a stream.
    const mapping = isFirst ? { ...mappable, ...selections(entity).mapping } : mappable
    const hidden = hiddenFields([...(required ?? []), ...(expected ?? [])], mapping, described)
    for (const field of [...hidden, ...hiddenLink(ctx, object, described)]) needed.add(`${object}.${field}`)
    for (const field of [...fields, ...Object.values(mappable)]) {
      if (field !== null && !described.has(field)) leftOut.add(`${object}.${field}`)
    }
  }
  if (selections('deal').associationLabel !== null) {
    const hidden = await attempt(() => hiddenRoleField(ctx))
    if ('error' in hidden) return checkLine(name, hidden)
    if (hidden.value !== null) needed.add(hidden.value)
  }
  if (needed.size > 0) {
    const list = [...needed].join(', ')
    const detail = `this user does not see ${list}: allow it by field-level security, in a permission set`
    return { name, ok: false, detail }
  }
  const rest = leftOut.size === 0 ? '' : `; not there, and left out: ${[...leftOut].join(', ')}`
  return { name, ok: true, detail: `every field that matters can be read${rest}` }
}

/** Where opportunities and orders are read, an order must be known to belong to one. */
function hiddenLink(
  { settings }: SalesforceContext,
  object: string,
  described: { has(field: string): boolean },
): readonly string[] {
  const link = 'OpportunityId'
  return settings.sales === 'both' && object === 'Order' && !described.has(link) ? [link] : []
}

function wantedSources(
  ctx: SalesforceContext,
): readonly { entity: ObjectStream['entity']; source: SourceObject<never>; isFirst: boolean }[] {
  return objectStreams.flatMap(({ entity, sources }) =>
    sources
      .map((source, index) => ({ entity, source, isFirst: index === 0 }))
      .filter(({ source }) => source.isWanted?.(ctx.settings) !== false),
  )
}
