import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'

const syncsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs',
  staticData: { permission: 'runs:read', title: 'syncs.title' },
  component: lazyRouteComponent(() => import('./syncs-page.tsx'), 'SyncsPage'),
})

export const syncsRoutes = [syncsRoute] as const
