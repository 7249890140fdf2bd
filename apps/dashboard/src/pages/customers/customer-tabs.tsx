import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Column } from '../../components/data-table.tsx'
import { PageLink } from '../../components/page-link.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { CustomerRecordList } from './customer-record-list.tsx'
import { type Customer, customerDealsQuery, customerReviewsQuery, customerTicketsQuery } from './queries.ts'

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
          {
            value: 'deals',
            label: tabText(message('customer.deals'), customer.deals),
            content: <Deals of={customer} />,
          },
          {
            value: 'tickets',
            label: tabText(message('customer.tickets'), customer.tickets),
            content: <Tickets of={customer} />,
          },
          {
            value: 'reviews',
            label: tabText(message('customer.reviews'), customer.reviews),
            content: <Reviews of={customer} />,
          },
        ]}
      />
    </section>
  )
}

const tabText = (name: string, { total }: { readonly total: number | null }): string =>
  total === null ? name : message('customer.tab', { n: total, name })

type Deal = Customer['deals']['items'][number] & { readonly id: string }

function Deals({ of: customer }: { readonly of: Customer }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Deal>[] => [
      {
        id: 'name',
        header: message('customer.deal'),
        rowHeader: true,
        cell: ({ name, reference, page }) => <PageLink page={page}>{name ?? reference}</PageLink>,
      },
      {
        id: 'state',
        header: message('customer.deal.state'),
        wideOnly: true,
        cell: ({ state }) => named('dealState', state),
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
        id: 'closedAt',
        header: message('customer.deal.closed'),
        align: 'end',
        cell: ({ closedAt }) => (closedAt === null ? message('number.unknown.short') : format.day(closedAt)),
      },
    ],
    [format],
  )
  return (
    <CustomerRecordList
      title={message('customer.deals')}
      none={message('customer.deals.none')}
      asked={useInfiniteQuery(customerDealsQuery(customer))}
      exported={`/api/customers/${customer.id}/deals/export`}
      columns={columns}
    />
  )
}

type Ticket = Customer['tickets']['items'][number] & { readonly id: string }

function Tickets({ of: customer }: { readonly of: Customer }) {
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
    <CustomerRecordList
      title={message('customer.tickets')}
      none={message('customer.tickets.none')}
      asked={useInfiniteQuery(customerTicketsQuery(customer))}
      exported={`/api/customers/${customer.id}/tickets/export`}
      columns={columns}
    />
  )
}

type Review = Customer['reviews']['items'][number] & { readonly id: string }

function Reviews({ of: customer }: { readonly of: Customer }) {
  const format = useFormat()
  const columns = useMemo(
    (): readonly Column<Review>[] => [
      {
        id: 'text',
        header: message('customer.review'),
        rowHeader: true,
        cell: ({ text, createdAt, reference }) =>
          // Of a review whose content had to go there is nothing to open.
          createdAt === null ? (
            reference
          ) : (
            <Link to="/reputation/reviews/$reference" params={{ reference }} dir="auto">
              {text ?? reference}
            </Link>
          ),
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
    <CustomerRecordList
      title={message('customer.reviews')}
      none={message('customer.reviews.none')}
      asked={useInfiniteQuery(customerReviewsQuery(customer))}
      exported={`/api/customers/${customer.id}/reviews/export`}
      columns={columns}
    />
  )
}
