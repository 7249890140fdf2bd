import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { comparisons } from '../../components/date-range.ts'
import { signedInRoute } from '../../routing/root-route.tsx'
import { oneOf, searchOf, sortBy, text, wholeNumber } from '../../routing/search-parameters.ts'
import { presets } from './presets.ts'
import { clocks, durations, filterParameters, groupings, selections } from './service-search.ts'
import { ticketSorts } from './ticket-sorts.ts'
import { trends } from './trends.ts'

const serviceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/service',
  validateSearch: searchOf({
    ...filterParameters,
    compare: oneOf(comparisons),
    by: oneOf(groupings),
    of: oneOf(durations),
    trend: oneOf(trends),
  }),
  staticData: { permission: 'numbers:read', title: 'service.title' },
  component: lazyRouteComponent(() => import('./service-page.tsx'), 'ServicePage'),
})

const ticketsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/service/tickets',
  validateSearch: searchOf({
    ...filterParameters,
    selection: oneOf(selections),
    took: oneOf(durations),
    atLeast: wholeNumber(),
    below: wholeNumber(),
    sort: sortBy(ticketSorts),
    cursor: text,
  }),
  staticData: { permission: 'records:read', title: 'tickets.title' },
  component: lazyRouteComponent(() => import('./tickets-page.tsx'), 'TicketsPage'),
})

const ticketRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/service/tickets/$reference',
  validateSearch: searchOf({ clock: oneOf(clocks) }),
  staticData: { permission: 'records:read' },
  component: lazyRouteComponent(() => import('./ticket-page.tsx'), 'TicketPage'),
})

const presetsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/service/presets',
  validateSearch: searchOf({ ...filterParameters, preset: oneOf(presets) }),
  staticData: { permission: 'numbers:read', title: 'presets.title' },
  component: lazyRouteComponent(() => import('./presets-page.tsx'), 'PresetsPage'),
})

export const serviceRoutes = [serviceRoute, ticketsRoute, ticketRoute, presetsRoute] as const
