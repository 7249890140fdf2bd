import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'
import { message } from '../messages/message.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { nextSort, sortedHow } from './sort-order.ts'

/** A column: what stands above it, what it shows, and by which name the server sorts by it. */
export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Absent: the column cannot be sorted by. */
  readonly sort?: string
  /** Numbers stand at the end, so that their digits are below each other. */
  readonly align?: 'end'
  /** Names the row, for who hears the table. */
  readonly rowHeader?: boolean
  /** Not shown on a phone before somebody asks for all columns. */
  readonly wideOnly?: boolean
  /** Words as long as e-mail addresses, which may be broken where there is no room. */
  readonly longWords?: boolean
}

const features = tableFeatures({})

/**
 * A table of records. Sorting and paging are those of the server and stand in the URL; the page gives what is there now and
 * is told what to go to.
 */
export function DataTable<Row extends { readonly id: string | number }>({
  title,
  columns,
  rows,
  sort,
  onSort,
  busy = false,
}: {
  readonly title: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** `clv`, or `-clv` from high to low. */
  readonly sort?: string | undefined
  readonly onSort?: (sort: string) => void
  /** Other rows are on their way. */
  readonly busy?: boolean
}) {
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return columns.map(({ id, header, cell }) =>
      helper.display({ id, header, cell: ({ row }) => cell(row.original) }),
    )
  }, [columns])
  const data = useMemo(() => [...rows], [rows])
  const [isWhole, setIsWhole] = useState(false)
  const table = useTable({ features, columns: definitions, data, getRowId: ({ id }) => String(id) })
  return (
    <>
      <ScrollRegion title={title} busy={busy}>
        <table className={isWhole ? 'table table-whole' : 'table'}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map(({ id }) => {
                  const column = byId.get(id)
                  return column === undefined ? null : (
                    <Heading key={id} column={column} sort={sort} onSort={onSort} />
                  )
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id}>
                {row.getAllCells().map((cell) => {
                  const column = byId.get(cell.column.id)
                  const Cell = column?.rowHeader === true ? 'th' : 'td'
                  return (
                    <Cell key={cell.id} className={classOf(column)} scope={Cell === 'th' ? 'row' : undefined}>
                      <table.FlexRender cell={cell} />
                    </Cell>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {columns.some(({ wideOnly }) => wideOnly === true) ? (
        <button type="button" className="button narrow-only" onClick={() => setIsWhole(!isWhole)}>
          {message(isWhole ? 'table.columns.fewer' : 'table.columns.all')}{' '}
          <span className="visually-hidden">{title}</span>
        </button>
      ) : null}
    </>
  )
}

const classOf = (
  column: Pick<Column<unknown>, 'align' | 'wideOnly' | 'longWords'> | undefined,
): string | undefined =>
  [
    column?.align === 'end' ? 'end' : [],
    column?.wideOnly === true ? 'wide-only' : [],
    column?.longWords === true ? 'long-words' : [],
  ]
    .flat()
    .join(' ') || undefined

function Heading<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}) {
  const by = column.sort
  if (by === undefined || onSort === undefined)
    return (
      <th scope="col" className={classOf(column)}>
        {column.header}
      </th>
    )
  const how = sortedHow(by, sort)
  return (
    <th scope="col" className={classOf(column)} aria-sort={how}>
      <button
        type="button"
        className="sort"
        onClick={() => onSort(nextSort(by, sort, column.align === 'end'))}
      >
        {column.header}
        <span className="sort-arrow" data-sort={how} aria-hidden="true" />
      </button>
    </th>
  )
}
