import type { EntityName, Instant } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { foresee } from '../foreseen.ts'
import { organisationQuery } from '../organisation.ts'
import { paths } from '../paths.ts'
import { countQuery } from '../query.ts'
import { deletionsPath } from './deletions.ts'
import { behindConditions, isCrowded, startOf } from './read-source.ts'
import type { Reading } from './reading.ts'
import { conditions, pageQuery } from './row-pages.ts'
import type { SourceObject } from './source-object.ts'
import type { StreamState } from './source-state.ts'

/** Asks for the org and for what it has of the objects of a stream, with one call. */
export async function foreseeObjects(
  ctx: SalesforceContext,
  sources: readonly SourceObject<EntityName>[],
): Promise<void> {
  const wanted = sources.filter(
    ({ isWanted, isShared }) => isShared !== true && isWanted?.(ctx.settings) !== false,
  )
  const objects = wanted.flatMap(({ object, related, outside }) => [
    object,
    ...(related ?? []).map((one) => one.object),
    ...(outside ?? []).flatMap((one) => one.objects),
  ])
  await foresee(ctx, [
    ...objects.map((object) => paths.describe(ctx.settings, object)),
    paths.query(ctx.settings, organisationQuery, 'live'),
  ])
}

/** Asks for what changed in the objects of a stream since the state, with one call. Most runs find that this is nothing. */
export async function foreseeChanges(
  ctx: SalesforceContext,
  readings: readonly Reading<EntityName>[],
  { sources }: StreamState,
  now: Instant | null,
): Promise<void> {
  const asked = readings.flatMap((reading) => {
    const state = sources[reading.source.object]
    if (state === undefined || reading.source.isShared) return []
    const outside = (reading.source.outside ?? []).flatMap((one) => one.asked(reading, state, now))
    if (state.bulk !== null) return outside
    const deletions = deletionsPath(reading, state, now)
    const query = (soql: string): string => paths.query(ctx.settings, soql, reading.scope)
    const position = startOf(state)
    const queries =
      isCrowded(reading, state) && state.cursor !== null
        ? [
            countQuery(reading.source.object, behindConditions(reading, state.cursor, position)),
            pageQuery(reading, conditions(reading, state.cursor)),
          ]
        : [pageQuery(reading, conditions(reading, position))]
    return [...(deletions === null ? [] : [deletions]), ...queries.map(query), ...outside]
  })
  await foresee(ctx, asked)
}
