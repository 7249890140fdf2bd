import { invalidParameter } from './errors.ts'

/** Most records of one page of a list. */
const LARGEST_PAGE = 100

export interface ListPage<Item> {
  items: Item[]
  meta: { has_more: boolean; after_cursor: string | null; before_cursor: string | null }
  links: { next: string | null; prev: string | null }
}

/** One page of a list by cursor pagination, in the order of ids. @throws {ZendeskError} 400 for a page that cannot be */
export function listPage<Item extends { id: number | string }>(
  records: Iterable<Item>,
  url: URL,
): ListPage<Item> {
  const size = Number(url.searchParams.get('page[size]') ?? LARGEST_PAGE)
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw invalidParameter('page[size]', `must be between 1 and ${LARGEST_PAGE}`)
  }
  const after = url.searchParams.get('page[after]')
  const from = after === null ? null : Buffer.from(after, 'base64url').toString()
  const waiting = [...records]
    .sort((one, other) => compare(one.id, other.id))
    .filter(({ id }) => from === null || compare(id, typeof id === 'number' ? Number(from) : from) > 0)
  const items = waiting.slice(0, size)
  const cursorOf = (item: Item | undefined): string | null =>
    item === undefined ? null : Buffer.from(String(item.id)).toString('base64url')
  const hasMore = waiting.length > size
  const afterCursor = cursorOf(items.at(-1))
  const next = new URL(url)
  next.searchParams.set('page[after]', afterCursor ?? '')
  return {
    items,
    meta: { has_more: hasMore, after_cursor: afterCursor, before_cursor: cursorOf(items[0]) },
    links: { next: hasMore ? next.href : null, prev: null },
  }
}

function compare(one: number | string, other: number | string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
