import type { AnyConnector } from './connector.ts'

/** Where a vendor looks for the token, if not in the header `Authorization`. */
export type TokenPlace = { readonly header: string } | { readonly query: string }

/** The address and the headers that sign a request in. The given address stays without the token. */
export function signRequest(
  { tokenIn, authorization }: Pick<AnyConnector, 'tokenIn' | 'authorization'>,
  given: URL,
  token: string,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  if (token === '') return { url: given, headers: {} }
  if (tokenIn === undefined) {
    return { url: given, headers: { authorization: authorization?.(token, given) ?? `Bearer ${token}` } }
  }
  if ('header' in tokenIn) return { url: given, headers: { [tokenIn.header]: token } }
  const url = new URL(given)
  url.searchParams.set(tokenIn.query, token)
  return { url, headers: {} }
}
