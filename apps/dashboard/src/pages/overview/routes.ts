import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'

const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  staticData: { permission: 'numbers:read', title: 'overview.title' },
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
})

export const overviewRoutes = [overviewRoute] as const
