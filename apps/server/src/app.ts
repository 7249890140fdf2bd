import { methodNotAllowed } from 'hono/method-not-allowed'
import { apiRouter } from './http/api-route.ts'
import { bodyGuard } from './http/body-guard.ts'
import { openApiDocument } from './http/openapi.ts'
import { hostGuard, originGuard } from './http/origin-guard.ts'
import { onError, ProblemError, problem, respondWithProblem } from './http/problem.ts'
import { securityHeaders } from './http/security-headers.ts'
import { servePage } from './http/serve-page.ts'
import { observeRequests } from './observability/observe-requests.ts'
import { descriptionRoutes } from './routes/description.ts'
import { healthRoutes } from './routes/health.ts'
import { apiRoutes } from './routes/index.ts'
import { webhooksRoutes } from './routes/webhooks.ts'
import type { Server } from './server.ts'

/** No request of ours is larger: texts of replies and lists of ids are small. */
const largestBody = 1024 * 1024

/** The whole HTTP surface. It opens nothing and listens to nothing: a test calls `app.request`. */
export function createApp(server: Server) {
  const app = apiRouter()
  app.onError(onError)
  app.use(observeRequests(server))
  app.use(securityHeaders(server.origin))
  app.route('/api', webhooksRoutes(server))
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
  app.use('/api/*', bodyGuard(largestBody))
  // Answers are of one person, and of this moment.
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  app.notFound(async (c) => {
    try {
      return await servePage(c, server.dashboard)
    } catch (error) {
      if (error instanceof ProblemError) return respondWithProblem(c, error)
      throw error
    }
  })
  app.openAPIRegistry.register('Problem', problem)
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    ...{ type: 'apiKey', in: 'cookie', name: 'rapport.session_token' },
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  let described: object | undefined
  const describe = (): object => {
    described ??= openApiDocument(complete, server.origin)
    return described
  }
  const complete = app
    .route('/', healthRoutes(server))
    .route('/', descriptionRoutes(describe))
    .route('/', apiRoutes(server))
  return complete
}
