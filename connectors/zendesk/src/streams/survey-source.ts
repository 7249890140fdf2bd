import { ConnectorError, type Reject } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import { type ListRequest, listPages } from '../lists.ts'
import { isReject } from '../records.ts'
import type { RecordChange } from './ticket-event-stream.ts'

/** How far a list of answers has been read; null: not at all. */
export const sourceState = z
  .strictObject({
    /** When the newest answer was made. */
    newest: z.iso.datetime().nullable(),
    /** What is being read was made from here on; null: everything. */
    from: z.iso.datetime().nullable(),
    /** Where the reading goes on; null: it came to its end. */
    after: z.string().nullable(),
  })
  .nullable()
export type SourceState = z.infer<typeof sourceState>

/** One record of a list: what becomes of it, and when it was made. */
export interface Answer {
  readonly createdAt: Instant | null
  /** Null: sent, and not answered. */
  readonly change: RecordChange<'surveyResponse'> | null
}

/** A list of answers, in the order in which they were made. */
export interface SurveySource {
  /** How long an answer may be changed, in milliseconds. The list can be asked for what was made, not for what was changed. */
  readonly editableMs: number
  request(from: Instant | null): ListRequest
  read(record: unknown): Answer | Reject
}

/** Reads a list on from where it stands; from the newest answer it looks back as long as answers may be changed. */
export async function* readSurveySource(
  ctx: ZendeskContext,
  source: SurveySource,
  since: SourceState,
): AsyncGenerator<RecordChange<'surveyResponse'> | { readonly reached: SourceState }> {
  const isCut = since !== null && since.after !== null
  const from = isCut ? since.from : startOf(since?.newest ?? null, source.editableMs)
  let newest = since?.newest ?? null
  const pages = listPages(ctx, { ...source.request(from), after: isCut ? since.after : null })
  for (;;) {
    const next = await pages.next().catch((error: unknown) => {
      if (isAbsent(error)) return null
      throw error
    })
    if (next === null || next.done === true) return
    for (const record of next.value.records) {
      const answer = source.read(record)
      if (isReject(answer)) {
        yield answer
        continue
      }
      const { createdAt, change } = answer
      if (createdAt !== null && (newest === null || createdAt > newest)) newest = createdAt
      if (change !== null) yield change
    }
    yield { reached: { newest, from, after: next.value.after } }
  }
}

function startOf(newest: Instant | null, editableMs: number): Instant | null {
  return newest === null ? null : new Date(Date.parse(newest) - editableMs).toISOString()
}

/** An account without this kind of CSAT, or whose plan has none: `check` says so. */
function isAbsent(error: unknown): boolean {
  return error instanceof ConnectorError && (error.status === 403 || error.status === 404)
}
