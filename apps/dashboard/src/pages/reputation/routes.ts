import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'
import { oneOf, searchOf, text } from '../../routing/search-parameters.ts'
import { filterParameters, reviewParameters, trends } from './reputation-search.ts'

const reputationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reputation',
  validateSearch: searchOf({ ...filterParameters, trend: oneOf(trends), language: text }),
  staticData: { permission: 'numbers:read', title: 'reputation.title' },
  component: lazyRouteComponent(() => import('./reputation-page.tsx'), 'ReputationPage'),
})

const reviewsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reputation/reviews',
  validateSearch: searchOf({ ...reviewParameters, cursor: text }),
  staticData: { permission: 'records:read', title: 'reviews.title' },
  component: lazyRouteComponent(() => import('./reviews-page.tsx'), 'ReviewsPage'),
})

const reviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reputation/reviews/$reference',
  staticData: { permission: 'records:read' },
  component: lazyRouteComponent(() => import('./review-page.tsx'), 'ReviewPage'),
})

export const reputationRoutes = [reputationRoute, reviewsRoute, reviewRoute] as const
