import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'

const reputationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reputation',
  staticData: { permission: 'numbers:read', title: 'reputation.title' },
  component: lazyRouteComponent(() => import('./reputation-page.tsx'), 'ReputationPage'),
})

export const reputationRoutes = [reputationRoute] as const
