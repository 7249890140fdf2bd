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
import type { ObjectEntity } from './object-description.ts'
import { modifiedAt, type Reading } from './reading.ts'

/** HubSpot answers no more rows than this to one query, however it is paged. */
const windowRows = 10_000

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
export async function countModified(reading: Reading<ObjectEntity>, range: ModifiedRange): Promise<number> {
  const page = await search(reading, {
    filters: [modified(reading, 'GTE', range.from), modified(reading, 'LT', range.before)],
    limit: 1,
    properties: [reading.description.modifiedProperty],
  })
  return page.total
}

/** The most recently changed records since `from`, newest first, one page. */
export async function newestModified(
  reading: Reading<ObjectEntity>,
  from: Instant | null,
  limit: number,
): Promise<SearchPage> {
  return search(reading, {
    filters: from === null ? [] : [modified(reading, 'GTE', from)],
    descending: true,
    limit,
  })
}

/**
 * Everything modified after `start`, and before `before` where given, oldest first.
 *
 * A query is paged to its end or to HubSpot's 10,000 rows, then a new one begins after the last modified time. Many records
 * may share one time (an import stamps thousands alike), so a time that fills a page, or on which a query broke off, is read
 * to its end in the order of ids, which no limit cuts. Every step moves the time or the id forward.
 */
export async function* readModified(
  reading: Reading<ObjectEntity>,
  start: Position,
  before: Instant | null,
): AsyncGenerator<ChangedPage> {
  let position = start
  let seen: ReadonlySet<string> = new Set()
  for (;;) {
    if (position.afterId !== null) {
      yield* readTie(reading, position.at, position.afterId, seen)
      position = { at: position.at, afterId: null }
    }
    const query = readQuery(reading, position.at, before)
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

/** Where a query broke off: the time of its last row, and the ids of that time it has given. */
interface BreakOff {
  readonly at: Instant
  readonly ids: ReadonlySet<string>
}

/** One query, page by page. Returns null at its end, else where another way has to go on. */
async function* readQuery(
  reading: Reading<ObjectEntity>,
  after: Instant,
  before: Instant | null,
): AsyncGenerator<ChangedPage, BreakOff | null> {
  const filters = [modified(reading, 'GT', after)]
  if (before !== null) filters.push(modified(reading, 'LT', before))
  let rows = 0
  let cursor: string | null = null
  for (;;) {
    const page: SearchPage = await search(reading, { filters, after: cursor })
    const first = page.records[0]
    const last = page.records.at(-1)
    if (first === undefined || last === undefined) return null
    const at = modifiedAt(reading, last)
    if (page.next === null) {
      yield { records: page.records, position: { at, afterId: null } }
      return null
    }
    // More rows may follow at the same time: after a restart that time is read again from its first id.
    yield { records: page.records, position: { at, afterId: '0' } }
    rows += page.records.length
    if (rows >= windowRows || modifiedAt(reading, first) === at) {
      const tied = page.records.filter((record) => modifiedAt(reading, record) === at)
      return { at, ids: new Set(tied.map((record) => record.id)) }
    }
    cursor = page.next
  }
}

/** All records modified at exactly `at`, in the order of their ids, without those already seen. */
async function* readTie(
  reading: Reading<ObjectEntity>,
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

function modified(
  reading: Reading<ObjectEntity>,
  operator: SearchFilter['operator'],
  at: Instant,
): SearchFilter {
  return {
    property: reading.description.modifiedProperty,
    operator,
    value: String(Date.parse(at)),
  }
}

async function search(
  reading: Reading<ObjectEntity>,
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
