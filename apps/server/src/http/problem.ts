import { z } from '@hono/zod-openapi'
import { explainDatabaseError, StoreError } from '@rapport/store'
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiEnv } from './api-env.ts'

/** What every error is answered with (RFC 9457). */
export const problem = z
  .object({
    type: z.string().describe('Names the kind of problem: /problems/<kind>'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What happened, and what to do'),
    instance: z.string().describe('The number of the request, as the log has it'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with which part of the request'),
  })
  .openapi('Problem')
export type Problem = z.infer<typeof problem>

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'No such method here',
  409: 'It conflicts with what is there',
  410: 'No longer there',
  411: 'No length given',
  413: 'Too large',
  415: 'JSON only',
  421: 'Another host',
  422: 'The request is not valid',
  424: 'The site did not do it',
  429: 'Too many attempts',
  500: 'Something went wrong here',
  503: 'Not available just now',
  504: 'It took too long',
}

interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly errors?: Problem['errors']
  readonly cause?: unknown
}

/** An error that is answered as a problem. `detail` is shown: it names no secret and nothing that the person may not know. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: ContentfulStatusCode
  readonly kind: string
  readonly headers: Readonly<Record<string, string>>
  readonly errors: Problem['errors']

  constructor(status: ContentfulStatusCode, kind: string, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause })
    this.status = status
    this.kind = kind
    this.headers = options.headers ?? {}
    this.errors = options.errors
  }
}

/** Nothing of this name, or nothing that who asks may see: the two are not told apart. */
export const notFound = (what: string): ProblemError =>
  new ProblemError(404, 'not-found', `There is no ${what}.`)

/** Answers with a problem. */
export function respondWithProblem(c: Context<ApiEnv>, error: ProblemError): Response {
  const body: Problem = {
    type: `/problems/${error.kind}`,
    title: titles[error.status] ?? 'Something went wrong',
    status: error.status,
    detail: error.message,
    instance: `/requests/${c.get('requestId')}`,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  }
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value)
  c.header('Cache-Control', 'no-store')
  c.header('Content-Type', 'application/problem+json')
  return c.body(JSON.stringify(body), error.status)
}

/** Turns whatever was thrown into a problem. What is not foreseen goes to the log and is not told. */
export const onError: ErrorHandler<ApiEnv> = (thrown, c) => {
  const error = asProblem(thrown)
  if (error.status >= 500) c.get('log').error({ err: thrown, status: error.status }, 'a request failed')
  else if (isUnstorable(thrown)) c.get('log').warn({ err: thrown }, 'a value of a request cannot be stored')
  return respondWithProblem(c, error)
}

/** How soon to ask again after the database went away, in seconds. */
const retryAfter = '5'

function asProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown
  if (thrown instanceof HTTPException) return ofFramework(thrown)
  if (isUnstorable(thrown))
    return new ProblemError(
      422,
      'invalid',
      'A text of the request holds a sign that no record can hold, such as U+0000, or a number is out of range.',
    )
  if (isTimeout(thrown))
    return new ProblemError(
      504,
      'query-timeout',
      'The database took too long for this answer. Ask for fewer days or with more filters, or try again when it has less to do; who runs the server can give it longer ("npx rapport serve --statement-timeout").',
    )
  const explained = explainDatabaseError(rootCause(thrown))
  if (explained instanceof StoreError)
    return new ProblemError(
      503,
      'database-unavailable',
      'The database cannot be reached or used just now. Nothing is lost: try again in a moment; if it lasts, see the log of the server.',
      { headers: { 'Retry-After': retryAfter } },
    )
  return new ProblemError(
    500,
    'internal',
    'This is a mistake of the server, not yours. The log has it under the number of this request.',
  )
}

/** What the database says of values that none of its types holds: U+0000, halves of signs, numbers that are too large or no whole ones. */
const unstorable: ReadonlySet<unknown> = new Set(['22021', '22P05', '22P02', '22003'])

function isUnstorable(thrown: unknown): boolean {
  const cause = rootCause(thrown)
  return cause instanceof Error && 'code' in cause && unstorable.has(cause.code)
}

/** Whether the database ended a statement because it took longer than it may (SQLSTATE query_canceled). */
function isTimeout(thrown: unknown): boolean {
  const cause = rootCause(thrown)
  return cause instanceof Error && 'code' in cause && cause.code === '57014'
}

/** What led to an error; a driver's error may be wrapped. */
function rootCause(thrown: unknown): unknown {
  let cause = thrown
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  return cause
}

function ofFramework({ status, message }: HTTPException): ProblemError {
  if (status === 400) return new ProblemError(400, 'malformed', 'The body is no JSON that can be read.')
  return new ProblemError(status === 404 ? 404 : 400, 'refused', message || 'The request was refused.')
}

/** A request that does not fit its description. */
export function invalidRequest(target: string, error: z.ZodError): ProblemError {
  const errors = error.issues.map(({ path, message }) => ({ path: [target, ...path].join('.'), message }))
  const [first] = errors
  const detail =
    first === undefined ? 'A part of the request is not valid.' : `${first.path}: ${first.message}`
  return new ProblemError(422, 'invalid', detail, { errors })
}
