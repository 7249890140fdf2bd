import { apiRouter } from '../http/api-route.ts'
import type { Server } from '../server.ts'
import { accountRoutes } from './account.ts'
import { apiKeysRoutes } from './api-keys.ts'
import { auditRoutes } from './audit.ts'
import { authenticationRoutes } from './authentication.ts'
import { connectionsRoutes } from './connections.ts'
import { customerRoutes } from './customer.ts'
import { customerListsRoutes } from './customer-lists.ts'
import { customersRoutes } from './customers.ts'
import { holdsRoutes } from './holds.ts'
import { invitationsRoutes } from './invitations.ts'
import { mappingRoutes } from './mapping.ts'
import { overviewRoutes } from './overview.ts'
import { passwordResetsRoutes } from './password-resets.ts'
import { placeDecisionsRoutes } from './place-decisions.ts'
import { placesRoutes } from './places.ts'
import { plansRoutes } from './plans.ts'
import { rejectsRoutes } from './rejects.ts'
import { reputationRoutes } from './reputation.ts'
import { reviewsRoutes } from './reviews.ts'
import { runsRoutes } from './runs.ts'
import { schedulesRoutes } from './schedules.ts'
import { serviceRoutes } from './service.ts'
import { sessionRoutes } from './session.ts'
import { settingsRoutes } from './settings.ts'
import { setupRoutes } from './setup.ts'
import { ticketsRoutes } from './tickets.ts'
import { usersRoutes } from './users.ts'
import { welcomeRoutes } from './welcome.ts'

/** All routes below `/api`. A new area is a file beside this one, and a line here. */
export const apiRoutes = (server: Server) =>
  apiRouter()
    .route('/api', authenticationRoutes(server))
    .route('/api', welcomeRoutes(server))
    .route('/api', sessionRoutes(server))
    .route('/api', usersRoutes(server))
    .route('/api', invitationsRoutes(server))
    .route('/api', passwordResetsRoutes(server))
    .route('/api', apiKeysRoutes(server))
    .route('/api', auditRoutes(server))
    .route('/api', customersRoutes(server))
    .route('/api', customerRoutes(server))
    .route('/api', customerListsRoutes(server))
    .route('/api', serviceRoutes(server))
    .route('/api', ticketsRoutes(server))
    .route('/api', accountRoutes(server))
    .route('/api', settingsRoutes(server))
    .route('/api', setupRoutes(server))
    .route('/api', mappingRoutes(server))
    .route('/api', overviewRoutes(server))
    .route('/api', reputationRoutes(server))
    .route('/api', reviewsRoutes(server))
    .route('/api', placesRoutes(server))
    .route('/api', placeDecisionsRoutes(server))
    .route('/api', schedulesRoutes(server))
    .route('/api', connectionsRoutes(server))
    .route('/api', rejectsRoutes(server))
    .route('/api', plansRoutes(server))
    .route('/api', holdsRoutes(server))
    .route('/api', runsRoutes(server))

/** What Hono's client needs to know: `hc<ApiRoutes>('/')`. */
export type ApiRoutes = ReturnType<typeof apiRoutes>
export type { Permission, Role } from '../access/permissions.ts'
export type { Problem } from '../http/problem.ts'
