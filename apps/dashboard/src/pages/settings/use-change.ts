import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '../../api/problem.ts'
import { useToast } from '../../components/toast.tsx'

/** A change at the server: what was done is said, and what is shown of it is read again. */
export function useChange<Given, Result>({
  change,
  said,
  shown,
  onDone,
}: {
  readonly change: (given: Given) => Promise<Result>
  readonly said: string
  /** The beginning of the keys of the queries that show it. */
  readonly shown: readonly string[]
  readonly onDone?: (result: Result) => void
}) {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async (result) => {
      toast.say(said)
      await queries.invalidateQueries({ queryKey: shown })
      onDone?.(result)
    },
    onError: (error) => {
      // Another version: what stands there now is to be seen before it is changed again.
      if (error instanceof ApiError && error.status === 409)
        void queries.invalidateQueries({ queryKey: shown })
    },
  })
}

/** What a refusal says of a field, by the end of its path. */
export function problemAt(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null
  const found = error.problem?.errors.find(
    ({ path }) => path === field || path.endsWith(`.${field}`) || path.startsWith(`${field}.`),
  )
  return found?.message ?? null
}
