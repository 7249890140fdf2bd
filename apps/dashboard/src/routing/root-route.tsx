import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { loadTexts, type PlainKey } from '../messages/message.ts'
import { sessionQuery } from '../session/session.ts'
import { NotFound } from '../shell/not-found.tsx'
import { PageError } from '../shell/page-error.tsx'
import { Shell } from '../shell/shell.tsx'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the role must include for this page to be shown. */
    readonly permission?: string
    /** The title of the window; a page without one sets its own. */
    readonly title?: PlainKey
  }
}

export const rootRoute = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Outlet,
})

/** The parent of every page that needs somebody who is signed in. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  errorComponent: (props) => (
    <main className="shell-main">
      <PageError {...props} />
    </main>
  ),
  beforeLoad: async ({ context, location }) => {
    const [session] = await Promise.all([context.queryClient.ensureQueryData(sessionQuery), loadTexts()])
    if (session === null) throw redirect({ to: '/sign-in', search: { back: location.href } })
    return { session }
  },
})

/** Any other address: said where the way on stands beside it, so that who mistyped it is not outside of everything. */
export const nowhereRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '$',
  component: NotFound,
})
