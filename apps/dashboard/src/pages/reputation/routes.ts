import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from '../../routing/root-route.tsx'
import { oneOf, searchOf, text } from '../../routing/search-parameters.ts'
import { belongings, filterParameters, reviewParameters, trends } from './reputation-search.ts'

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

const placesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reputation/places',
  validateSearch: searchOf({ q: text, belongs: oneOf(belongings) }),
  staticData: { permission: 'numbers:read', title: 'places.title' },
  component: lazyRouteComponent(() => import('./places-page.tsx'), 'PlacesPage'),
})

const reviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reputation/reviews/$reference',
  staticData: { permission: 'records:read' },
  component: lazyRouteComponent(() => import('./review-page.tsx'), 'ReviewPage'),
})

export const reputationRoutes = [reputationRoute, reviewsRoute, placesRoute, reviewRoute] as const
