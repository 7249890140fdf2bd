import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'
import { searchOf, text } from '../../routing/search-parameters.ts'

const connectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/connect',
  validateSearch: searchOf({ connector: text }),
  staticData: { permission: 'connections:write', title: 'connect.title' },
  component: lazyRouteComponent(() => import('./connect-page.tsx'), 'ConnectPage'),
})

const signedInAtVendorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/connect/signed-in',
  validateSearch: searchOf({ outcome: text }),
  staticData: { permission: 'connections:write', title: 'consent.answer.title' },
  component: lazyRouteComponent(() => import('./signed-in-page.tsx'), 'SignedInPage'),
})

const mappingRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/connections/$name/mapping',
  validateSearch: searchOf({ stream: text }),
  staticData: { permission: 'connections:read' },
  component: lazyRouteComponent(() => import('./mapping-page.tsx'), 'MappingPage'),
})

export const setupRoutes = [connectRoute, signedInAtVendorRoute, mappingRoute] as const
