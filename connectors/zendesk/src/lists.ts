import { z } from 'zod'
import type { ZendeskContext } from './context.ts'
import { recordsOf } from './records.ts'

/** Most records of one page. */
const largestPage = 100

const page = z.looseObject({
  meta: z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }),
})

export interface ListRequest {
  readonly path: string
  /** The member of the answer that holds the records. */
  readonly list: string
  readonly query?: Readonly<Record<string, string | number>>
  /** Where to go on; null: from the start. */
  readonly after?: string | null
}

export interface ListPage {
  readonly records: readonly unknown[]
  /** Where the next page begins; null: this was the last. */
  readonly after: string | null
}

/** A list page by page, by cursor pagination. */
export async function* listPages(ctx: ZendeskContext, request: ListRequest): AsyncGenerator<ListPage> {
  let after = request.after ?? null
  do {
    const { body } = await ctx.request({
      method: 'GET',
      path: request.path,
      query: {
        ...request.query,
        'page[size]': Math.min(largestPage, ctx.settings.pageSize),
        'page[after]': after ?? undefined,
      },
      budget: 'general',
      effect: 'read',
      schema: page,
    })
    after = body.meta.has_more ? (body.meta.after_cursor ?? null) : null
    yield { records: recordsOf(body, request.list, request.path), after }
  } while (after !== null)
}

/** All records of a list that is short. */
export async function readList(ctx: ZendeskContext, request: ListRequest): Promise<readonly unknown[]> {
  const records: unknown[] = []
  for await (const { records: more } of listPages(ctx, request)) records.push(...more)
  return records
}
