import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  staticData: { permission: 'numbers:read', title: 'account.title' },
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
})

const usersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/users',
  staticData: { permission: 'users:read', title: 'users.title' },
  component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
})

const rolesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/roles',
  staticData: { permission: 'numbers:read', title: 'roles.title' },
  component: lazyRouteComponent(() => import('./roles-page.tsx'), 'RolesPage'),
})

const hoursRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/hours',
  staticData: { permission: 'numbers:read', title: 'hours.title' },
  component: lazyRouteComponent(() => import('./hours-page.tsx'), 'HoursPage'),
})

const currenciesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/currencies',
  staticData: { permission: 'numbers:read', title: 'currencies.title' },
  component: lazyRouteComponent(() => import('./currencies-page.tsx'), 'CurrenciesPage'),
})

const policiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/policies',
  staticData: { permission: 'numbers:read', title: 'policies.title' },
  component: lazyRouteComponent(() => import('./policies-page.tsx'), 'PoliciesPage'),
})

const generalRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/general',
  staticData: { permission: 'connections:read', title: 'general.title' },
  component: lazyRouteComponent(() => import('./general-page.tsx'), 'GeneralPage'),
})

export const settingsRoutes = [
  accountRoute,
  usersRoute,
  rolesRoute,
  hoursRoute,
  currenciesRoute,
  policiesRoute,
  generalRoute,
] as const
