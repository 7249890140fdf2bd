import type { ConnectorContext, RequestOptions } from '../context.ts'
import { ConnectorError } from '../errors.ts'

/** A request in the name of a place. It is signed with the place's token. */
export type PlaceRequest<T> = Omit<RequestOptions<T>, 'headers' | 'budget' | 'effect'>

/**
 * Makes requests to a vendor that gives each place a token of its own. A token is fetched when it is first needed in a run, and
 * once more where it is refused: it may end in the middle of one. It is sent in the header `Authorization`.
 */
export function placeTokens<Settings>(
  fetchToken: (ctx: ConnectorContext<Settings>, placeId: string) => Promise<string>,
): <T>(ctx: ConnectorContext<Settings>, placeId: string, request: PlaceRequest<T>) => Promise<T> {
  const runs = new WeakMap<object, Map<string, string>>()

  async function tokenOf(
    ctx: ConnectorContext<Settings>,
    placeId: string,
    refused: string | null,
  ): Promise<string> {
    const known = runs.get(ctx.run) ?? new Map<string, string>()
    runs.set(ctx.run, known)
    const held = known.get(placeId)
    if (held !== undefined && held !== refused) return held
    const token = await fetchToken(ctx, placeId)
    ctx.rememberSecret(token)
    known.set(placeId, token)
    return token
  }

  return async (ctx, placeId, request) => {
    const isRead = request.method === 'GET'
    const send = (token: string) =>
      ctx.request({
        ...request,
        headers: { authorization: `Bearer ${token}` },
        budget: isRead ? 'reads' : 'edits',
        effect: isRead ? 'read' : 'write',
      })
    const token = await tokenOf(ctx, placeId, null)
    try {
      return (await send(token)).body
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'auth') throw error
      const renewed = await tokenOf(ctx, placeId, token)
      if (renewed === token) throw error
      return (await send(renewed)).body
    }
  }
}
