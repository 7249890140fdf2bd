import { queryOptions } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { client } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { answer } from '../api/request.ts'
import { createFormat, type Format } from '../messages/format.ts'

/** Who is signed in, and to what. */
export type Session = Awaited<ReturnType<typeof readSession>>

const readSession = (signal: AbortSignal) => answer(client.api.session.$get({}, { init: { signal } }))

/** The session; null where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }): Promise<Session | null> =>
    readSession(signal).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** The session, inside pages that only somebody who is signed in sees. */
export function useSession(): Session {
  return getRouteApi('/signed-in').useRouteContext({ select: ({ session }) => session })
}

/** Whether the role of who is signed in includes something: pages hide what it does not. The server decides all the same. */
export function useMay(permission: string): boolean {
  const { permissions } = useSession()
  return permissions.some((one) => one === permission)
}

/** Writes numbers, money and days as the workspace has them. */
export function useFormat(): Format {
  const { currency, timezone } = useSession().workspace
  return formatOf(currency, timezone)
}

const formats = new Map<string, Format>()

function formatOf(currency: string, timezone: string): Format {
  const key = `${currency} ${timezone}`
  const found = formats.get(key) ?? createFormat({ currency, timezone })
  formats.set(key, found)
  return found
}
