import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'
import { oneOf, searchOf, someOf, sortBy, text } from '../../routing/search-parameters.ts'
import { churnRisks, customerSorts, segments } from './segments.ts'

const listSearch = searchOf({
  q: text,
  segment: someOf(segments),
  churnRisk: someOf(churnRisks),
  sort: sortBy(customerSorts),
  cursor: text,
})

const customersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/customers',
  validateSearch: listSearch,
  staticData: { permission: 'records:read', title: 'customers.title' },
  component: lazyRouteComponent(() => import('./customers-page.tsx'), 'CustomersPage'),
})

const customerSearch = searchOf({ tab: oneOf(['deals', 'tickets', 'reviews']) })

const customerRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/customers/$id',
  validateSearch: customerSearch,
  staticData: { permission: 'records:read' },
  component: lazyRouteComponent(() => import('./customer-page.tsx'), 'CustomerPage'),
})

export const customersRoutes = [customersRoute, customerRoute] as const
