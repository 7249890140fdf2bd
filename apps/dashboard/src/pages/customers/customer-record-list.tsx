import { type Column, DataTable } from '../../components/data-table.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { ExportLinks } from '../../components/export-links.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { message } from '../../messages/message.ts'
import type { ListPage } from './queries.ts'

/** A list that grows: what `useInfiniteQuery` gives. */
interface GrowingList<Item> {
  readonly data: { readonly pages: readonly ListPage<Item>[] }
  readonly error: unknown
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** Deals, tickets or reviews of a customer, the latest first; more of them on demand, and all of them as a file. */
export function CustomerRecordList<Item extends { readonly reference: string }>({
  title,
  none,
  asked,
  exported,
  columns,
}: {
  readonly title: string
  readonly none: string
  readonly asked: GrowingList<Item>
  /** Where the API has them as a file. */
  readonly exported: string
  readonly columns: readonly Column<Item & { readonly id: string }>[]
}) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = asked
  const items = data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <p className="soft">{none}</p>
  const rows = items.map((item) => ({ ...item, id: item.reference }))
  return (
    <div className="stack-close">
      <DataTable title={title} columns={columns} rows={rows} />
      {error === null ? null : <ErrorState error={error} retry={() => void fetchNextPage()} />}
      <ShowMore
        title={title}
        shown={items.length}
        total={data.pages.at(-1)?.total ?? null}
        busy={isFetchingNextPage}
        onMore={hasNextPage ? () => void fetchNextPage() : null}
      />
      <ExportLinks label={message('customer.export')} path={exported} filter={{}} />
    </div>
  )
}
