import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from './api-env.ts'
import { ProblemError } from './problem.ts'

/**
 * Refuses bodies of more than so many bytes before they are read. A request has a body where it says how long it is, or that it comes in
 * pieces; the latter could be any size, and nobody who asks for what we have needs it.
 */
export const bodyGuard = (largest: number) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (Number(c.req.header('content-length') ?? 0) > largest)
      throw new ProblemError(413, 'too-large', `A request may have ${largest} bytes at most.`)
    if (c.req.header('transfer-encoding') !== undefined)
      throw new ProblemError(411, 'length-needed', 'Say how long the body is, in Content-Length.')
    return next()
  })
