import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import { recordsOf } from '../records.ts'

const cursorPage = z.looseObject({
  after_cursor: z.string().nullish(),
  end_of_stream: z.boolean(),
})

export interface CursorExport {
  readonly path: string
  /** The member of the answer that holds the records. */
  readonly list: string
  readonly include?: string
}

export interface CursorExportPage {
  readonly records: readonly unknown[]
  /** The whole answer, for what was asked to come with the records. */
  readonly body: Readonly<Record<string, unknown>>
  /** Where to go on after this page. */
  readonly cursor: string | null
  /** The page is the first of a reading from the very start, although it was asked to go on. */
  readonly startsOver: boolean
}

/**
 * What changed since the cursor, page by page; everything where there is none. The cursor alone says how far it has come: changes by
 * the system move no `updated_at`, so that no time of a record could. A cursor that Zendesk no longer takes starts over.
 */
export async function* readCursorExport(
  ctx: ZendeskContext,
  wanted: CursorExport,
  from: string | null,
): AsyncGenerator<CursorExportPage> {
  let cursor = from
  let startsOver = false
  for (;;) {
    const page = await requestPage(ctx, wanted, cursor).catch((error: unknown) => {
      if (cursor !== null && cursor === from && !startsOver && isRefusedCursor(error)) return null
      throw error
    })
    if (page === null) {
      cursor = null
      startsOver = true
      continue
    }
    const next = page.after_cursor ?? cursor
    yield { records: recordsOf(page, wanted.list, wanted.path), body: page, cursor: next, startsOver }
    startsOver = false
    if (page.end_of_stream) return
    if (next === cursor) {
      throw new ConnectorError(
        'contract',
        `GET ${wanted.path}: Zendesk says that there is more and gives no cursor to it: run again later`,
      )
    }
    cursor = next
  }
}

function isRefusedCursor(error: unknown): boolean {
  return error instanceof ConnectorError && error.kind === 'invalid'
}

async function requestPage(ctx: ZendeskContext, wanted: CursorExport, cursor: string | null) {
  const { body } = await ctx.request({
    method: 'GET',
    path: wanted.path,
    query: {
      include: wanted.include,
      per_page: ctx.settings.pageSize,
      ...(cursor === null ? { start_time: 0 } : { cursor }),
    },
    budget: 'exports',
    effect: 'read',
    schema: cursorPage,
  })
  return body
}
