import { ApiError, readProblem } from './problem.ts'

/**
 * The body of an answer that went well; everything else is thrown as `ApiError`.
 *
 * @example
 * const page = await answer(client.api.customers.$get({ query: { sort: '-clv' } }))
 */
export async function answer<Body>(asked: Promise<AnswerOf<Body>>): Promise<Body> {
  const response = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, null, { cause })
  })
  if (response.ok) return response.status === 204 ? (undefined as Body) : response.json()
  throw new ApiError(response.status, await readProblem(response.clone() as Response))
}

/** What `fetch` and the typed client both give. */
export interface AnswerOf<Body> {
  readonly ok: boolean
  readonly status: number
  readonly json: () => Promise<Body>
  readonly clone: () => unknown
}
