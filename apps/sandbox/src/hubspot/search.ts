import { invalid } from './errors.ts'
import type { ObjectType } from './object-types.ts'
import { projection, propertyOf, recordToJson } from './projection.ts'
import type { RecordVersion } from './record.ts'
import {
  type CompiledFilter,
  compileFilter,
  reader,
  type SearchFilter,
  tokenPattern,
  tokensOf,
} from './search-filters.ts'
import type { SearchIndex } from './search-index.ts'
import { byId } from './sorted-records.ts'
import type { HubspotState } from './state.ts'
import { requireProperty } from './values.ts'

/** A search as a client sends it. */
export interface SearchRequest {
  filterGroups: { filters: SearchFilter[] }[]
  sorts: (string | { propertyName: string; direction?: 'ASCENDING' | 'DESCENDING' | undefined })[]
  query?: string | undefined
  properties: string[]
  limit: number
  after: number
}

/** HubSpot's ceilings for one search. */
export const SEARCH_LIMITS = {
  pageSize: 200,
  results: 10_000,
  filterGroups: 5,
  filtersPerGroup: 6,
  filters: 18,
  bodyCharacters: 3_000,
} as const

/** How many queries keep their matches between pages. */
const CACHED_QUERIES = 16

/** Matches of recent queries, per index; valid while the index has not changed. */
const cache = new WeakMap<SearchIndex, Map<string, { revision: number; rows: readonly RecordVersion[] }>>()

/**
 * Answers one search page: `total` counts all matches, also those beyond the 10,000 that can be paged to.
 * @throws {HubspotError} 400 for anything over a ceiling, an unknown property or an unreadable value.
 */
export function search(
  state: HubspotState,
  type: ObjectType,
  request: SearchRequest,
): Record<string, unknown> {
  requireLimits(request)
  const index = state.table(type.name).search
  index.catchUp(state.now())
  const rows = matches(state, type, index, request)
  const page = rows.slice(request.after, request.after + request.limit)
  const names = projection(state, type, request.properties)
  const next = request.after + page.length
  return {
    total: rows.length,
    results: page.map((record) => recordToJson(type, record, names)),
    ...(next < rows.length && page.length > 0 ? { paging: { next: { after: String(next) } } } : {}),
  }
}

function requireLimits(request: SearchRequest): void {
  if (request.limit > SEARCH_LIMITS.pageSize) {
    throw invalid(`limit must not be over ${SEARCH_LIMITS.pageSize}: got ${request.limit}`)
  }
  if (request.after + request.limit > SEARCH_LIMITS.results) {
    throw invalid(
      `Search results can be paged to ${SEARCH_LIMITS.results} only: after ${request.after} with limit ${request.limit} goes beyond`,
      'PAGING_LIMIT_EXCEEDED',
    )
  }
  if (request.filterGroups.length > SEARCH_LIMITS.filterGroups) {
    throw invalid(
      `Too many filterGroups: ${request.filterGroups.length}, the maximum is ${SEARCH_LIMITS.filterGroups}`,
    )
  }
  let filters = 0
  for (const group of request.filterGroups) {
    filters += group.filters.length
    if (group.filters.length > SEARCH_LIMITS.filtersPerGroup) {
      throw invalid(`Too many filters in one group: the maximum is ${SEARCH_LIMITS.filtersPerGroup}`)
    }
  }
  if (filters > SEARCH_LIMITS.filters) {
    throw invalid(`Too many filters: ${filters}, the maximum is ${SEARCH_LIMITS.filters}`)
  }
  if (request.sorts.length > 1) throw invalid('Only one sort is allowed')
}

/** All matching versions in the asked order. */
function matches(
  state: HubspotState,
  type: ObjectType,
  index: SearchIndex,
  request: SearchRequest,
): readonly RecordVersion[] {
  const key = JSON.stringify([request.filterGroups, request.sorts, request.query ?? ''])
  let queries = cache.get(index)
  if (queries === undefined) {
    queries = new Map()
    cache.set(index, queries)
  }
  const cached = queries.get(key)
  if (cached?.revision === index.revision) return cached.rows
  const rows = ordered(state, type, selected(state, type, index, request), request)
  queries.delete(key)
  queries.set(key, { revision: index.revision, rows })
  const oldest = queries.keys().next().value
  if (queries.size > CACHED_QUERIES && oldest !== undefined) queries.delete(oldest)
  return rows
}

/** Matching versions, by id or by modified time. */
function selected(
  state: HubspotState,
  type: ObjectType,
  index: SearchIndex,
  request: SearchRequest,
): { rows: readonly RecordVersion[]; order: 'id' | 'modified' } {
  const set = state.properties(type.name)
  const groups = request.filterGroups
    .filter((group) => group.filters.length > 0)
    .map((group) => group.filters.map((filter) => compileFilter(type, set, filter)))
  const inQuery = queryTest(type, request.query)
  const [only] = groups
  if (groups.length <= 1) {
    const base = candidates(index, only ?? [])
    const tests = base.rest.map((filter) => filter.test)
    if (inQuery !== null) tests.push(inQuery)
    if (tests.length === 0) return base
    return { rows: base.rows.filter((record) => tests.every((test) => test(record))), order: base.order }
  }
  const rows = index.byId.rows.filter(
    (record) =>
      groups.some((filters) => filters.every((filter) => filter.test(record))) &&
      (inQuery === null || inQuery(record)),
  )
  return { rows, order: 'id' }
}

/** Cuts the rows out of a sorted index when a filter is a range over it; the other filters remain to be tested. */
function candidates(
  index: SearchIndex,
  filters: readonly CompiledFilter[],
): { rows: readonly RecordVersion[]; order: 'id' | 'modified'; rest: readonly CompiledFilter[] } {
  const on = filters.some((filter) => filter.range?.on === 'modified') ? 'modified' : 'id'
  let from = Number.NEGATIVE_INFINITY
  let to = Number.POSITIVE_INFINITY
  const rest: CompiledFilter[] = []
  for (const filter of filters) {
    if (filter.range?.on === on) {
      from = Math.max(from, filter.range.from)
      to = Math.min(to, filter.range.to)
    } else {
      rest.push(filter)
    }
  }
  const sorted = on === 'modified' ? index.byModified : index.byId
  const value = on === 'modified' ? (row: RecordVersion) => row.modifiedAt : (row: RecordVersion) => row.id
  const start = sorted.position((row) => value(row) >= from)
  const end = sorted.position((row) => value(row) > to)
  return { rows: sorted.rows.slice(start, Math.max(start, end)), order: on, rest }
}

function ordered(
  state: HubspotState,
  type: ObjectType,
  found: { rows: readonly RecordVersion[]; order: 'id' | 'modified' },
  request: SearchRequest,
): readonly RecordVersion[] {
  const sort = sortOf(request)
  if (sort === null) return found.order === 'id' ? found.rows : found.rows.toSorted(byId)
  const definition = requireProperty(state.properties(type.name), sort.propertyName)
  const native =
    (found.order === 'modified' && definition.name === type.modifiedProperty) ||
    (found.order === 'id' && definition.name === 'hs_object_id')
  if (native) return sort.descending ? found.rows.toReversed() : found.rows
  const read = reader(type, definition)
  const keyed = found.rows.map((record) => ({ record, key: read(record) }))
  const direction = sort.descending ? -1 : 1
  keyed.sort((left, right) => {
    if (left.key === right.key) return left.record.id - right.record.id
    // Records without a value come last in either direction.
    if (left.key === null) return 1
    if (right.key === null) return -1
    return left.key < right.key ? -direction : direction
  })
  return keyed.map((row) => row.record)
}

function sortOf(request: SearchRequest): { propertyName: string; descending: boolean } | null {
  const [sort] = request.sorts
  if (sort === undefined) return null
  if (typeof sort !== 'string') {
    return { propertyName: sort.propertyName, descending: sort.direction === 'DESCENDING' }
  }
  return sort.startsWith('-')
    ? { propertyName: sort.slice(1), descending: true }
    : { propertyName: sort, descending: false }
}

/** Full-text: every word of the query must be a prefix of some word of a searchable property. */
function queryTest(type: ObjectType, query: string | undefined): ((record: RecordVersion) => boolean) | null {
  const patterns = (query ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => tokenPattern(`${word}*`))
  if (patterns.length === 0) return null
  return (record) => {
    const tokens = type.searchableProperties.flatMap((name) => tokensOf(propertyOf(type, record, name)))
    return patterns.every((pattern) => tokens.some((token) => pattern.test(token)))
  }
}
