import type { ReactNode } from 'react'
import { type Column, DataTable } from './data-table.tsx'
import { ErrorState } from './error-state.tsx'
import { Loading } from './loading.tsx'
import { TablePages } from './table-pages.tsx'

/** One page of a list as it is asked of the server: what `useQuery` gives. */
export interface AskedPage<Row> {
  readonly isPending: boolean
  readonly isPlaceholderData: boolean
  readonly error: unknown
  readonly refetch: () => unknown
  readonly data:
    | { readonly items: readonly Row[]; readonly next: string | null; readonly total: number | null }
    | undefined
}

/** A list of the server, page by page: while it comes, where it fails, where nothing is in it, and the way to the next page. */
export function PagedTable<Row extends { readonly id: string | number }>({
  title,
  asked,
  columns,
  cursor,
  none,
  lines = 10,
  sort,
  onSort,
}: {
  readonly title: string
  readonly asked: AskedPage<Row>
  readonly columns: readonly Column<Row>[]
  /** The cursor of this page; undefined on the first one. */
  readonly cursor: string | undefined
  /** What stands there where nothing is listed. */
  readonly none: ReactNode
  /** How many lines hold its place while it comes. */
  readonly lines?: number
  readonly sort?: string
  readonly onSort?: (sort: string) => void
}) {
  const { isPending, data, error, refetch } = asked
  if (isPending) return <Loading lines={lines} />
  if (data === undefined) return <ErrorState error={error} retry={() => void refetch()} />
  if (data.items.length === 0) return none
  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rows={data.items}
        busy={asked.isPlaceholderData}
        sort={sort}
        {...(onSort === undefined ? {} : { onSort })}
      />
      <TablePages
        title={title}
        shown={data.items.length}
        total={data.total}
        next={data.next}
        cursor={cursor}
      />
    </>
  )
}
