import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { rootRoute } from '../../routing/root-route.tsx'
import { searchOf, text } from '../../routing/search-parameters.ts'
import { backTo } from '../../session/back.ts'
import { sessionQuery } from '../../session/session.ts'

const signInSearch = searchOf({ back: text })

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (session !== null) throw redirect({ href: backTo(search.back) })
  },
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
})

export const signInRoutes = [signInRoute] as const
