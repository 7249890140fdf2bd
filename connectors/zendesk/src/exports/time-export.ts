import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import { isStartTooRecent } from '../failures.ts'
import { recordsOf } from '../records.ts'

/** How far back a reading looks again: what has a time of this second may show a moment later. Milliseconds. */
export const overlapMs = 120_000

/** How far a time export has come: the last second that it has shown, as Unix time; null: nothing yet. */
export const timeExportState = z.strictObject({ since: z.int().nonnegative().nullable() })
export type TimeExportState = z.infer<typeof timeExportState>

const timePage = z.looseObject({
  end_time: z.number().nullish(),
  end_of_stream: z.boolean(),
})

export interface TimeExport {
  readonly path: string
  /** The member of the answer that holds the records. */
  readonly list: string
  readonly include?: string
}

export interface TimeExportPage {
  readonly records: readonly unknown[]
  readonly state: TimeExportState
  /** A second that holds more than was shown, so that some of it was passed over; null: none. */
  readonly cutSecond: number | null
}

/** What one request of a time export brought. */
export interface TimeAnswer {
  readonly records: readonly unknown[]
  readonly endTime: number | null
  readonly endOfStream: boolean
}

/** Requests one page from a second on; null where that second is too recent, so that there is nothing yet. */
export type RequestTimePage = (start: number) => Promise<TimeAnswer | null>

/**
 * What changed since the state, page by page; everything where there is none. A page begins with the last second of the one before,
 * so that records come twice and none is left out.
 */
export async function* readTimeExport(
  ctx: ZendeskContext,
  since: TimeExportState | null,
  request: RequestTimePage,
): AsyncGenerator<TimeExportPage> {
  let newest = since?.since ?? null
  let start = Math.max(0, (newest ?? 0) - overlapMs / 1_000)
  for (;;) {
    const answer = await request(start)
    if (answer === null) {
      yield { records: [], state: { since: newest }, cutSecond: null }
      return
    }
    const { records, endTime, endOfStream } = answer
    newest = endTime === null ? newest : Math.max(newest ?? 0, endTime)
    const stands = !endOfStream && (endTime === null || endTime <= start)
    // Zendesk shows a second as a whole where it can; a page that is no longer than asked for was cut within it.
    const cutSecond = stands && records.length <= ctx.settings.pageSize ? start : null
    yield { records, state: { since: newest }, cutSecond }
    if (endOfStream) return
    start = stands ? start + 1 : (endTime ?? start + 1)
  }
}

/** Requests a page from Zendesk. */
export async function requestTimePage(
  ctx: ZendeskContext,
  wanted: TimeExport,
  start: number,
): Promise<TimeAnswer | null> {
  try {
    const { body } = await ctx.request({
      method: 'GET',
      path: wanted.path,
      query: { include: wanted.include, start_time: start, per_page: ctx.settings.pageSize },
      budget: 'exports',
      effect: 'read',
      schema: timePage,
    })
    return {
      records: recordsOf(body, wanted.list, wanted.path),
      endTime: body.end_time ?? null,
      endOfStream: body.end_of_stream,
    }
  } catch (error) {
    if (isStartTooRecent(error)) return null
    throw error
  }
}
