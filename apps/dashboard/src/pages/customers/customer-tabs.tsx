import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { Customer } from './queries.ts'

const route = getRouteApi('/signed-in/customers/$id')

/** Deals, tickets and reviews of a customer; which of them is shown stands in the address. */
export function CustomerTabs({ customer }: { readonly customer: Customer }) {
  const { tab } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <section className="card">
      <Tabs
        label={message('customer.tabs')}
        value={tab ?? 'deals'}
        onChange={(chosen) => void navigate({ search: { tab: chosen }, resetScroll: false, replace: true })}
        tabs={[
          { value: 'deals', label: message('customer.deals'), content: <Deals of={customer} /> },
          { value: 'tickets', label: message('customer.tickets'), content: <Tickets of={customer} /> },
          { value: 'reviews', label: message('customer.reviews'), content: <Reviews of={customer} /> },
        ]}
      />
    </section>
  )
}

interface Listed<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

function Records<Item extends { readonly reference: string }>({
  title,
  none,
  list,
  columns,
}: {
  readonly title: string
  readonly none: string
  readonly list: Listed<Item>
  readonly columns: readonly Column<Item & { readonly id: string }>[]
}) {
  if (list.items.length === 0) return <p className="soft">{none}</p>
  const rows = list.items.map((item) => ({ ...item, id: item.reference }))
  return (
    <div className="stack-close">
      <DataTable title={title} columns={columns} rows={rows} />
      {list.next === null ? null : <p className="small soft">{message('customer.more')}</p>}
    </div>
  )
}

type Deal = Customer['deals']['items'][number] & { readonly id: string }

function Deals({ of: { deals } }: { readonly of: Customer }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Deal>[] => [
      {
        id: 'name',
        header: message('customer.deal'),
        rowHeader: true,
        cell: ({ name, reference }) => name ?? reference,
      },
      {
        id: 'amount',
        header: message('customer.deal.amount'),
        align: 'end',
        cell: ({ amount, currency }) =>
          amount === null
            ? message('number.unknown.short')
            : format.money(Number(amount), currency ?? undefined),
      },
      {
        id: 'state',
        header: message('customer.deal.state'),
        wideOnly: true,
        cell: ({ state }) => named('dealState', state),
      },
      {
        id: 'closedAt',
        header: message('customer.deal.closed'),
        align: 'end',
        cell: ({ closedAt }) => (closedAt === null ? message('number.unknown.short') : format.day(closedAt)),
      },
    ],
    [format],
  )
  return (
    <Records
      title={message('customer.deals')}
      none={message('customer.deals.none')}
      list={deals}
      columns={columns}
    />
  )
}

type Ticket = Customer['tickets']['items'][number] & { readonly id: string }

function Tickets({ of: { tickets } }: { readonly of: Customer }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Ticket>[] => [
      {
        id: 'subject',
        header: message('customer.ticket'),
        rowHeader: true,
        cell: ({ subject, reference }) => (
          <Link to="/service/tickets/$reference" params={{ reference }}>
            {subject ?? reference}
          </Link>
        ),
      },
      {
        id: 'category',
        header: message('customer.ticket.status'),
        cell: ({ category }) => named('ticketCategory', category),
      },
      {
        id: 'startedAt',
        header: message('customer.ticket.opened'),
        align: 'end',
        cell: ({ startedAt }) => format.day(startedAt),
      },
    ],
    [format],
  )
  return (
    <Records
      title={message('customer.tickets')}
      none={message('customer.tickets.none')}
      list={tickets}
      columns={columns}
    />
  )
}

type Review = Customer['reviews']['items'][number] & { readonly id: string }

function Reviews({ of: { reviews } }: { readonly of: Customer }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Review>[] => [
      {
        id: 'text',
        header: message('customer.review'),
        rowHeader: true,
        cell: ({ text, reference }) => text ?? reference,
      },
      {
        id: 'rating',
        header: message('customer.review.rating'),
        align: 'end',
        cell: ({ rating, scaleMax }) =>
          rating === null || scaleMax === null
            ? message('number.unknown.short')
            : message('customer.review.of', { rating: format.number(rating), most: format.number(scaleMax) }),
      },
      {
        id: 'createdAt',
        header: message('customer.review.date'),
        align: 'end',
        cell: ({ createdAt }) =>
          createdAt === null ? message('number.unknown.short') : format.day(createdAt),
      },
    ],
    [format],
  )
  return (
    <Records
      title={message('customer.reviews')}
      none={message('customer.reviews.none')}
      list={reviews}
      columns={columns}
    />
  )
}
