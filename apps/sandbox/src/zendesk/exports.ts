import { invalidParameter, ZendeskError } from './errors.ts'
import type { Exported } from './records.ts'

/** Most records of one page. */
const LARGEST_PAGE = 1_000

/** Where a cursor stands. */
interface Position {
  at: number
  id: number
  /** Whether the record it stands at comes again: at the end of the stream it does. */
  repeats: boolean
}

export interface CursorPage<Item> {
  items: Item[]
  afterCursor: string | null
  endOfStream: boolean
}

/** What the query of an export asks for. */
export interface ExportQuery {
  query: URLSearchParams
  now: number
  lagMs: number
}

/** One page of a cursor export: in the order in which Zendesk touched the records, the latest minute left out. */
export function cursorExport<Item extends Exported>(
  records: Iterable<Item>,
  { query, now, lagMs }: ExportQuery,
): CursorPage<Item> {
  const cursor = query.get('cursor')
  const position = cursor === null ? startOf({ query, now, lagMs }) : readCursor(cursor)
  const size = pageSize(query)
  const waiting = [...records]
    .filter((record) => !record.hidden && record.generatedAt <= now - lagMs && isBehind(record, position))
    .sort((one, other) => one.generatedAt - other.generatedAt || one.id - other.id)
  const items = waiting.slice(0, size)
  const endOfStream = waiting.length <= size
  const last = items.at(-1)
  const next = last === undefined ? position : { at: last.generatedAt, id: last.id }
  const afterCursor =
    last === undefined && cursor === null ? null : writeCursor({ ...next, repeats: endOfStream })
  return { items, afterCursor, endOfStream }
}

export interface TimePage<Item> {
  items: Item[]
  /** Seconds; null for an empty page. */
  endTime: number | null
  endOfStream: boolean
}

/** One page of a time export: from a second on, and whole seconds only. */
export function timeExport<Item extends { id: number; hidden: boolean }>(
  records: Iterable<Item>,
  timeOf: (record: Item) => number,
  asked: ExportQuery,
): TimePage<Item> {
  const { query, now, lagMs } = asked
  const from = startOf(asked).at
  const secondOf = (record: Item): number => Math.floor(timeOf(record) / 1_000)
  const waiting = [...records]
    .filter((record) => !record.hidden && timeOf(record) >= from && timeOf(record) <= now - lagMs)
    .sort((one, other) => secondOf(one) - secondOf(other) || one.id - other.id)
  const cut = waiting[pageSize(query) - 1]
  // The next page starts at the last second of this one: cut within a second, it would never get past it.
  const items = cut === undefined ? waiting : waiting.filter((record) => secondOf(record) <= secondOf(cut))
  const last = items.at(-1)
  return {
    items,
    endTime: last === undefined ? null : secondOf(last),
    endOfStream: items.length === waiting.length,
  }
}

/** @throws {ZendeskError} 400 without a usable start, 422 for one within the latest minute */
function startOf({ query, now, lagMs }: ExportQuery): Position {
  const text = query.get('start_time')
  if (text === null || !/^\d+$/.test(text))
    throw invalidParameter('start_time', 'is required, as a Unix time')
  const at = Number(text) * 1_000
  if (at > now - lagMs) {
    throw new ZendeskError(422, {
      error: 'StartTimeTooRecent',
      description: `Too recent start_time. Use a start_time older than ${Math.round(lagMs / 1_000)} seconds`,
    })
  }
  return { at, id: 0, repeats: true }
}

function isBehind(record: Exported, { at, id, repeats }: Position): boolean {
  if (record.generatedAt !== at) return record.generatedAt > at
  return repeats ? record.id >= id : record.id > id
}

function pageSize(query: URLSearchParams): number {
  const text = query.get('per_page')
  if (text === null) return LARGEST_PAGE
  const size = Number(text)
  if (!Number.isInteger(size) || size < 1) throw invalidParameter('per_page', 'must be a positive number')
  return Math.min(size, LARGEST_PAGE)
}

function writeCursor({ at, id, repeats }: Position): string {
  return Buffer.from(`${at}||${id}||${repeats ? 1 : 0}`).toString('base64url')
}

/** @throws {ZendeskError} 400 */
function readCursor(text: string): Position {
  const match = /^(\d+)\|\|(\d+)\|\|([01])$/.exec(Buffer.from(text, 'base64url').toString())
  const [, at, id, repeats] = match ?? []
  if (at === undefined || id === undefined) throw invalidParameter('cursor', 'is not valid')
  return { at: Number(at), id: Number(id), repeats: repeats === '1' }
}
