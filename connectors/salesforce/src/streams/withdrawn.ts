import type { Delete } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import type { SourceObject } from './source-object.ts'
import type { StreamState } from './source-state.ts'

/** Ids looked at together. */
const idsAtOnce = 1_000
const always = { from: '1970-01-01T00:00:00.000Z', before: '9999-12-31T00:00:00.000Z' } as const

/** Deletes what was read of objects that the settings ask for no longer: it would go on counting beside what they ask for now. */
export async function* withdrawn<E extends EntityName>(
  ctx: SalesforceContext,
  entity: E,
  sources: readonly SourceObject<E>[],
  before: StreamState | null,
): AsyncGenerator<Delete> {
  const prefixes = sources.flatMap(({ object, keyPrefix, isWanted }) =>
    keyPrefix !== undefined && isWanted?.(ctx.settings) === false && before?.sources[object] !== undefined
      ? [keyPrefix]
      : [],
  )
  if (prefixes.length === 0) return
  let after: string | null = null
  for (;;) {
    const ids: readonly string[] = await ctx.storedIds(entity, always, { after, limit: idsAtOnce })
    for (const id of ids) if (prefixes.some((prefix) => id.startsWith(prefix))) yield { type: 'delete', id }
    after = ids.at(-1) ?? null
    if (ids.length < idsAtOnce || after === null) return
  }
}
