import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import type { ZendeskContext } from './context.ts'
import { listPages } from './lists.ts'
import { isReject, parseRecord } from './records.ts'
import { optionalText, zendeskId } from './values.ts'
import { isMerge, via } from './via.ts'

/** The tag that Zendesk puts on a ticket that it closes because it was merged. */
export const mergedTag = 'closed_by_merge'

const note = z.object({ id: zendeskId, via: via.nullish(), body: optionalText })

/**
 * The ticket that a merged one lives on in. Only the note that Zendesk leaves on it says so, in the account's language: `… merged
 * into request #123 "subject"`. Null where there is no such note any more.
 */
export async function mergedInto(ctx: ZendeskContext, ticketId: string): Promise<string | null> {
  let found: string | null = null
  try {
    for await (const { records } of listPages(ctx, {
      path: `/api/v2/tickets/${encodeURIComponent(ticketId)}/comments.json`,
      list: 'comments',
    })) {
      for (const record of records) {
        const comment = parseRecord(note, 'comment', record)
        if (isReject(comment) || comment.body === null) continue
        const target = /#(\d+)/.exec(comment.body)?.[1]
        const isNote = isMerge(comment.via) || /merged into request #\d+/i.test(comment.body)
        // A ticket may have had others merged into it before; the note of its own end is the last.
        if (isNote && target !== undefined && target !== ticketId) found = target
      }
    }
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null
    throw error
  }
  return found
}
