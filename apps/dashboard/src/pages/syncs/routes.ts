import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'
import { oneOf, searchOf, someOf, text, wholeNumber } from '../../routing/search-parameters.ts'
import { itemStates, planStates, rejectOutcomes, rejectStages, runKinds, runStates } from './names.ts'

const syncsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs',
  staticData: { permission: 'runs:read', title: 'syncs.title' },
  component: lazyRouteComponent(() => import('./syncs-page.tsx'), 'SyncsPage'),
})

const runsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/runs',
  validateSearch: searchOf({ state: someOf(runStates), kind: oneOf(runKinds), cursor: text }),
  staticData: { permission: 'runs:read', title: 'runs.title' },
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
})

const runRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/runs/$id',
  staticData: { permission: 'runs:read' },
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
})

const plansRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/plans',
  validateSearch: searchOf({ state: someOf(planStates), cursor: text }),
  staticData: { permission: 'plans:read', title: 'plans.title' },
  component: lazyRouteComponent(() => import('./plans-page.tsx'), 'PlansPage'),
})

const planRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/plans/$id',
  validateSearch: searchOf({ q: text, state: oneOf(itemStates), field: text, cursor: text }),
  staticData: { permission: 'plans:read' },
  component: lazyRouteComponent(() => import('./plan-page.tsx'), 'PlanPage'),
})

const holdsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/holds',
  validateSearch: searchOf({
    ...{ q: text, connection: text, entity: text, field: text, plan: wholeNumber(1), cursor: text },
  }),
  staticData: { permission: 'plans:read', title: 'holds.title' },
  component: lazyRouteComponent(() => import('./holds-page.tsx'), 'HoldsPage'),
})

const rejectsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/rejects',
  validateSearch: searchOf({
    ...{ q: text, stage: oneOf(rejectStages), connection: text, entity: text, reason: text },
    ...{ outcome: oneOf(rejectOutcomes), cursor: text },
  }),
  staticData: { permission: 'rejects:read', title: 'rejects.title' },
  component: lazyRouteComponent(() => import('./rejects-page.tsx'), 'RejectsPage'),
})

const schedulesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/schedules',
  staticData: { permission: 'runs:read', title: 'schedules.title' },
  component: lazyRouteComponent(() => import('./schedules-page.tsx'), 'SchedulesPage'),
})

const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/syncs/audit',
  validateSearch: searchOf({ actor: text, action: text, cursor: text }),
  staticData: { permission: 'audit:read', title: 'audit.title' },
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})

export const syncsRoutes = [
  syncsRoute,
  runsRoute,
  runRoute,
  plansRoute,
  planRoute,
  holdsRoute,
  rejectsRoute,
  schedulesRoute,
  auditRoute,
] as const
