import type { ApiRoutes } from '@rapport/server/routes'
import { hc } from 'hono/client'

/** The HTTP API with the types of its routes; nothing else of the server is known here. */
export const client = hc<ApiRoutes>('/')
