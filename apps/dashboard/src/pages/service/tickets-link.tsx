import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../../session/session.ts'
import { type Duration, filterOf, type Selection, type ServiceFilter } from './service-search.ts'

/** Leads to the tickets behind a number; a text where the role may not see them. */
export function TicketsLink({
  filter,
  selection = 'all',
  took,
  children,
}: {
  readonly filter: ServiceFilter
  readonly selection?: Selection
  /** Only those on which this happened. */
  readonly took?: Duration
  readonly children: ReactNode
}) {
  if (!useMay('records:read')) return <span>{children}</span>
  return (
    <Link
      to="/service/tickets"
      search={{ ...filterOf(filter), selection, ...(took === undefined ? {} : { took }) }}
    >
      {children}
    </Link>
  )
}
