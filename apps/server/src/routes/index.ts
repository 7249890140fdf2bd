import { apiRouter } from '../http/api-route.ts'
import type { Server } from '../server.ts'
import { authenticationRoutes } from './authentication.ts'
import { customersRoutes } from './customers.ts'
import { sessionRoutes } from './session.ts'

/** All routes below `/api`. A new area is a file beside this one, and a line here. */
export const apiRoutes = (server: Server) =>
  apiRouter()
    .route('/api', authenticationRoutes(server))
    .route('/api', sessionRoutes(server))
    .route('/api', customersRoutes(server))

/** What Hono's client needs to know: `hc<ApiRoutes>('/')`. */
export type ApiRoutes = ReturnType<typeof apiRoutes>
export type { Permission, Role } from '../access/permissions.ts'
export type { Problem } from '../http/problem.ts'
