import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { Loading } from './components/loading.tsx'
import { customersRoutes } from './pages/customers/routes.ts'
import { overviewRoutes } from './pages/overview/routes.ts'
import { reputationRoutes } from './pages/reputation/routes.ts'
import { resetPasswordRoutes } from './pages/reset-password/routes.ts'
import { serviceRoutes } from './pages/service/routes.ts'
import { settingsRoutes } from './pages/settings/routes.ts'
import { setupRoutes } from './pages/setup/routes.ts'
import { signInRoutes } from './pages/sign-in/routes.ts'
import { syncsRoutes } from './pages/syncs/routes.ts'
import { welcomeRoutes } from './pages/welcome/routes.ts'
import { nowhereRoute, rootRoute, signedInRoute } from './routing/root-route.tsx'
import { parseSearch, stringifySearch } from './routing/search-text.ts'
import { NotFound } from './shell/not-found.tsx'
import { PageError } from './shell/page-error.tsx'

const routeTree = rootRoute.addChildren([
  ...signInRoutes,
  ...welcomeRoutes,
  ...resetPasswordRoutes,
  signedInRoute.addChildren([
    ...overviewRoutes,
    ...customersRoutes,
    ...serviceRoutes,
    ...reputationRoutes,
    ...syncsRoutes,
    ...settingsRoutes,
    ...setupRoutes,
    nowhereRoute,
  ]),
])

/** All pages. Each area of the page has its routes in a folder of its own. */
export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingComponent: () => <Loading lines={8} />,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    notFoundMode: 'fuzzy',
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: ReturnType<typeof createPageRouter>
  }
}
