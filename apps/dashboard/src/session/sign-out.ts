import type { QueryClient } from '@tanstack/react-query'
import type { AnyRouter } from '@tanstack/react-router'
import { sessionQuery } from './session.ts'
import { endSession } from './sign-in.ts'

/** Ends the session on the server, forgets everything that was read, and goes to the door. */
export async function signOut(client: QueryClient, router: AnyRouter): Promise<void> {
  await endSession()
  client.setQueryData(sessionQuery.queryKey, null)
  await router.navigate({ to: '/sign-in' })
  // Pages that still look at something are gone by now.
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
}
