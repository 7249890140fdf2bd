import type { ConnectorContext } from '../context.ts'
import { reviewId } from './review-site.ts'

/** The ids of the live reviews of a place in the store, asked for in pages of `atOnce`. */
export async function* idsOfPlace(
  ctx: Pick<ConnectorContext, 'storedIds'>,
  placeId: string,
  atOnce = 1_000,
): AsyncGenerator<string> {
  const prefix = reviewId(placeId, '')
  let after = prefix
  for (;;) {
    const ids: readonly string[] = await ctx.storedIds('review', null, { after, limit: atOnce })
    for (const id of ids) {
      if (!id.startsWith(prefix)) return
      yield id
    }
    const last = ids.at(-1)
    if (last === undefined || ids.length < atOnce) return
    after = last
  }
}
