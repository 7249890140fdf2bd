import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './problem.ts'
import { reachability } from './reachability.ts'

/** What is read from the server is kept here; `onSignedOut` is called when an answer says that the session has ended. */
export function createQueryClient(onSignedOut: (client: QueryClient) => void): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A refusal stays one; what passes is tried again by the banner.
        retry: (failures, error) => failures < 1 && error instanceof ApiError && error.passing,
        retryDelay: 400,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
    queryCache: new QueryCache({
      onError: (error) => {
        if (!(error instanceof ApiError)) return
        if (error.status === 401) onSignedOut(client)
        else if (error.passing) reachability.lost(error.status === 503 ? 'unavailable' : 'unreachable')
      },
      onSuccess: () => reachability.found(),
    }),
  })
  return client
}
