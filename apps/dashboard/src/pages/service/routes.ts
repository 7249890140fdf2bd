import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'

const serviceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/service',
  staticData: { permission: 'numbers:read', title: 'service.title' },
  component: lazyRouteComponent(() => import('./service-page.tsx'), 'ServicePage'),
})

export const serviceRoutes = [serviceRoute] as const
