import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'

const customersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/customers',
  staticData: { permission: 'records:read', title: 'customers.title' },
  component: lazyRouteComponent(() => import('./customers-page.tsx'), 'CustomersPage'),
})

export const customersRoutes = [customersRoute] as const
