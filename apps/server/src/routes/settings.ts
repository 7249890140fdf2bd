import { apiRouter } from '../http/api-route.ts'
import type { Server } from '../server.ts'
import { alertChannelsRoutes } from './settings/alert-channels.ts'
import { currenciesRoutes } from './settings/currencies.ts'
import { generalRoutes } from './settings/general.ts'
import { historyRoutes } from './settings/history.ts'
import { policiesRoutes } from './settings/policies.ts'
import { rolesRoutes } from './settings/roles.ts'
import { workingHoursRoutes } from './settings/working-hours.ts'

/** What can be set, a file for each subject. */
export const settingsRoutes = (server: Server) =>
  apiRouter()
    .route('/', rolesRoutes())
    .route('/', generalRoutes(server))
    .route('/', workingHoursRoutes(server))
    .route('/', currenciesRoutes(server))
    .route('/', policiesRoutes(server))
    .route('/', historyRoutes(server))
    .route('/', alertChannelsRoutes(server))
