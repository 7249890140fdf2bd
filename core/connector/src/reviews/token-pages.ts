import type { Instant } from '@rapport/model'
import { z } from 'zod'
import type { ConnectorContext } from '../context.ts'
import { readSite } from './review-site.ts'
import { vendorClock } from './vendor-clock.ts'

/** A page of a list whose every page names the next one by a token (`pageToken`, `nextPageToken`). */
export interface TokenPage {
  readonly records: readonly unknown[]
  readonly next: string | null
  readonly now: Instant
  /** The whole answer, for what stands beside the records. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface TokenPageRequest {
  readonly path: string
  /** The member of the answer that holds the records; absent where there are none. */
  readonly list: string
  readonly query: Readonly<Record<string, string | number>>
}

/** One page; `token` null: the first. */
export async function tokenPage<Settings>(
  ctx: ConnectorContext<Settings>,
  { path, list, query }: TokenPageRequest,
  token: string | null = null,
): Promise<TokenPage> {
  const schema = z.looseObject({
    [list]: z.array(z.unknown()).default([]),
    nextPageToken: z.string().optional(),
  })
  const answer = await readSite(ctx, path, schema, { ...query, pageToken: token ?? undefined })
  const { body } = answer
  const next = z
    .string()
    .min(1)
    .nullable()
    .catch(null)
    .parse(body.nextPageToken ?? null)
  return { records: z.array(z.unknown()).parse(body[list]), next, now: vendorClock(answer), body }
}

/** All pages, from the first. */
export async function* tokenPages<Settings>(
  ctx: ConnectorContext<Settings>,
  request: TokenPageRequest,
): AsyncGenerator<TokenPage> {
  let token: string | null = null
  do {
    const page: TokenPage = await tokenPage(ctx, request, token)
    yield page
    token = page.next
  } while (token !== null)
}
