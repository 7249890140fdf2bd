import type { ModifiedRange } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import {
  type HubspotRecord,
  pageSizes,
  type SearchFilter,
  type SearchPage,
  searchRecords,
} from '../objects.ts'
import { shift } from '../values.ts'
import { modifiedAt, type Searched } from './reading.ts'

/**
 * How far a reading in the order of modified times has come: everything before `at` has been read; of what was modified at
 * exactly `at`, the ids up to `afterId`, or all of them where it is null.
 */
export interface Position {
  readonly at: Instant
  readonly afterId: string | null
}

/** A page of changed records, and the position once it is dealt with. */
export interface ChangedPage {
  readonly records: readonly HubspotRecord[]
  readonly position: Position
}

/** How many records HubSpot says were modified in the range. */
export async function countModified(reading: Searched, range: ModifiedRange): Promise<number> {
  const page = await search(reading, {
    filters: [modified(reading, 'GTE', range.from), modified(reading, 'LT', range.before)],
    limit: 1,
    properties: [reading.description.modifiedProperty],
  })
  return page.total
}

/** The most recently changed records since `from`, newest first, one page. */
export async function newestModified(
  reading: Searched,
  from: Instant | null,
  limit: number,
): Promise<SearchPage> {
  return search(reading, {
    filters: from === null ? [] : [modified(reading, 'GTE', from)],
    descending: true,
    limit,
  })
}

/** The first page of what was modified in the range `from` to `before`, oldest first. */
export async function firstModified(reading: Searched, from: Instant, before: Instant): Promise<SearchPage> {
  return search(reading, { filters: [modified(reading, 'GTE', from), modified(reading, 'LT', before)] })
}

/**
 * Everything modified after `start`, and before `before` where given, oldest first.
 *
 * Every page begins at the time of the last row before it, never at a number of rows: a record that changes while pages are
 * read moves to the end, and by number every row behind it would move up by one, the first of the next page onto the page
 * that was read already. Many records may share one time (an import stamps thousands alike), so a time that fills a page is
 * read to its end in the order of ids. Every step moves the time or the id forward, and no query comes near HubSpot's limit
 * of 10,000 rows.
 */
export async function* readModified(
  reading: Searched,
  start: Position,
  before: Instant | null,
): AsyncGenerator<ChangedPage> {
  let position = start
  let seen: ReadonlySet<string> = new Set()
  for (;;) {
    if (position.afterId !== null) {
      yield* readTie(reading, position.at, position.afterId, seen)
      position = { at: position.at, afterId: null }
      if (shift(position.at, 1) === before) return
    }
    const query = readTimes(reading, position.at, before)
    let step = await query.next()
    while (!step.done) {
      yield step.value
      step = await query.next()
    }
    if (step.value === null) return
    position = { at: step.value.at, afterId: '0' }
    seen = step.value.ids
  }
}

/** How far pages have come: the time of the last row, and the rows of that time that were given, in their order. */
interface Reached {
  readonly at: Instant
  readonly ids: ReadonlySet<string>
}

/** Page by page in the order of times. Returns null at the end, else the time that fills a page. */
async function* readTimes(
  reading: Searched,
  after: Instant,
  before: Instant | null,
): AsyncGenerator<ChangedPage, Reached | null> {
  let reached: Reached = { at: shift(after, 1), ids: new Set() }
  for (;;) {
    const { at: from, ids } = reached
    const page = await pageFrom(reading, reached, before)
    const last = page.records.at(-1)
    if (last === undefined) return null
    const at = modifiedAt(reading, last)
    const records = page.records.filter(
      (record) => !(ids.has(record.id) && modifiedAt(reading, record) === from),
    )
    if (page.next === null) {
      yield { records, position: { at, afterId: null } }
      return null
    }
    // More rows may follow at the same time: after a restart that time is read again from its first id.
    yield { records, position: { at, afterId: '0' } }
    const tied = page.records.filter((record) => modifiedAt(reading, record) === at)
    reached = { at, ids: new Set([...(at === from ? ids : []), ...tied.map((record) => record.id)]) }
    if (tied.length === page.records.length) return reached
  }
}

/**
 * The page that goes on where `reached` is. Of the rows at that time that were given, the query skips all but the last, which
 * shows that they are still there; where they are not, nothing is skipped.
 */
async function pageFrom(reading: Searched, reached: Reached, before: Instant | null): Promise<SearchPage> {
  const filters = [modified(reading, 'GTE', reached.at)]
  if (before !== null) filters.push(modified(reading, 'LT', before))
  const skipped = reached.ids.size - 1
  if (skipped > 0) {
    const page = await search(reading, { filters, after: String(skipped) })
    if (page.records[0]?.id === [...reached.ids].at(-1)) return page
  }
  return search(reading, { filters })
}

/** All records modified at exactly `at`, in the order of their ids, without those already seen. */
async function* readTie(
  reading: Searched,
  at: Instant,
  afterId: string,
  seen: ReadonlySet<string>,
): AsyncGenerator<ChangedPage> {
  let reached = afterId
  for (;;) {
    const page = await search(reading, {
      filters: [
        modified(reading, 'GTE', at),
        modified(reading, 'LT', shift(at, 1)),
        { property: 'hs_object_id', operator: 'GT', value: reached },
      ],
      sort: 'hs_object_id',
    })
    reached = page.records.at(-1)?.id ?? reached
    const done = page.next === null || page.records.length === 0
    yield {
      records: page.records.filter((record) => !seen.has(record.id)),
      position: { at, afterId: done ? null : reached },
    }
    if (done) return
  }
}

function modified(reading: Searched, operator: SearchFilter['operator'], at: Instant): SearchFilter {
  return {
    property: reading.description.modifiedProperty,
    operator,
    value: String(Date.parse(at)),
  }
}

async function search(
  reading: Searched,
  query: {
    filters: readonly SearchFilter[]
    sort?: string
    descending?: boolean
    limit?: number
    properties?: readonly string[]
    after?: string | null
  },
): Promise<SearchPage> {
  return searchRecords(reading.ctx, reading.description.objectType, {
    filters: query.filters,
    sort: {
      property: query.sort ?? reading.description.modifiedProperty,
      descending: query.descending ?? false,
    },
    limit: query.limit ?? pageSizes.search,
    properties: query.properties ?? reading.searchProperties,
    after: query.after ?? null,
  })
}

/** The half-open range that begins at `from` and still holds what was modified at `last`. */
export function rangeThrough(from: Instant, last: Instant): ModifiedRange {
  return { from, before: shift(last, 1) }
}
