import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../../session/session.ts'
import { filterOf, type Selection, type ServiceFilter } from './service-search.ts'

/** Leads to the tickets behind a number; a text where the role may not see them. */
export function TicketsLink({
  filter,
  selection,
  children,
}: {
  readonly filter: ServiceFilter
  readonly selection: Selection
  readonly children: ReactNode
}) {
  if (!useMay('records:read')) return <span>{children}</span>
  return (
    <Link to="/service/tickets" search={{ ...filterOf(filter), selection }}>
      {children}
    </Link>
  )
}
