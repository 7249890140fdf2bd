/** What the server answers where it cannot do what was asked: RFC 9457. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail: string | null
  /** What is wrong with single fields. */
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

/** An answer that is not the one asked for. `status` is 0 where none came at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly problem: Problem | null

  constructor(status: number, problem: Problem | null, options?: ErrorOptions) {
    super(problem?.detail ?? problem?.title ?? `The server answered ${status}.`, options)
    this.status = status
    this.problem = problem
  }

  /** The server or its database is away: trying again can help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

/** Reads the body of a refusal; null where it is none that the server describes. */
export async function readProblem(response: Response): Promise<Problem | null> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return null
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== 'object' || body === null) return null
  const { title, detail, message, errors } = body as Readonly<Record<string, unknown>>
  const text = [title, message].find((one) => typeof one === 'string')
  if (typeof text !== 'string') return null
  return {
    title: text,
    status: response.status,
    detail: typeof detail === 'string' ? detail : null,
    errors: Array.isArray(errors) ? errors.flatMap(fieldProblem) : [],
  }
}

function fieldProblem(error: unknown): Problem['errors'] {
  if (typeof error !== 'object' || error === null) return []
  const { path, message } = error as Readonly<Record<string, unknown>>
  if (typeof message !== 'string') return []
  return [{ path: Array.isArray(path) ? path.join('.') : String(path ?? ''), message }]
}
