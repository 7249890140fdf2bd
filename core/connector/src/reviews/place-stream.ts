import { z } from 'zod'
import type { ConnectorContext } from '../context.ts'
import { type AnyStream, defineStream } from '../stream.ts'
import { readPlace } from './read-record.ts'
import type { ReadAgain, ReviewSite } from './review-site.ts'

const state = z.strictObject({})
const idsAtOnce = 1_000

/** The places of a site. They are few: all are read every time, and those that are not among them any more are deleted. */
export function placeStream<Settings extends ReadAgain>(site: ReviewSite<Settings>): AnyStream<Settings> {
  return defineStream<'place', z.infer<typeof state>, Settings>({
    entity: 'place',
    state,
    overlapMs: 0,
    async *read(ctx, _since, { extra }) {
      const seen = new Set<string>()
      let isAllUnderstood = true
      for await (const { records, now, missing } of site.placePages(ctx)) {
        if (missing !== undefined) {
          isAllUnderstood = false
          const { name: id, reason } = missing
          yield { type: 'reject', id, reason: `place ${id} could not be read: ${reason}` }
        }
        for (const record of records) {
          const change = readPlace(site, record, extra, now)
          if (change.type === 'reject') isAllUnderstood = false
          else if (seen.has(change.record.id)) continue
          else seen.add(change.record.id)
          yield change
        }
        yield { type: 'checkpoint', state: {} }
      }
      // No place at all is more likely a sign-in that has lost its rights than a firm that has closed.
      if (seen.size > 0 && isAllUnderstood) {
        for await (const id of storedPlaces(ctx)) if (!seen.has(id)) yield { type: 'delete', id }
      }
      yield { type: 'checkpoint', state: {} }
    },
  })
}

async function* storedPlaces(ctx: Pick<ConnectorContext, 'storedIds'>): AsyncGenerator<string> {
  let after: string | null = null
  for (;;) {
    const ids: readonly string[] = await ctx.storedIds('place', null, { after, limit: idsAtOnce })
    yield* ids
    after = ids.at(-1) ?? null
    if (after === null || ids.length < idsAtOnce) return
  }
}
