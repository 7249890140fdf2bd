import { bodyLimit } from 'hono/body-limit'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { apiRouter } from './http/api-route.ts'
import { hostGuard, originGuard } from './http/origin-guard.ts'
import { notFound, onError, ProblemError, respondWithProblem } from './http/problem.ts'
import { securityHeaders } from './http/security-headers.ts'
import { observeRequests } from './observability/observe-requests.ts'
import { apiRoutes } from './routes/index.ts'
import type { Server } from './server.ts'

/** No request of ours is larger: texts of replies and lists of ids are small. */
const largestBody = 1024 * 1024

/** The whole HTTP surface. It opens nothing and listens to nothing: a test calls `app.request`. */
export function createApp(server: Server) {
  const app = apiRouter()
  app.onError(onError)
  app.use(observeRequests(server))
  app.use(securityHeaders(server.origin))
  app.use(hostGuard(server))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        respondWithProblem(
          c,
          new ProblemError(405, 'method-not-allowed', `Here there is ${methods.join(', ')} only.`, {
            headers: { Allow: methods.join(', ') },
          }),
        ),
    }),
  )
  app.use('/api/*', originGuard(server))
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: largestBody,
      onError: () => {
        throw new ProblemError(413, 'too-large', `A request may have ${largestBody} bytes at most.`)
      },
    }),
  )
  // Answers are of one person, and of this moment.
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  app.notFound((c) => respondWithProblem(c, notFound('page or route of this name')))
  return app.route('/', apiRoutes(server))
}
