import type { HttpBindings } from '@hono/node-server'
import type { Identified } from '../access/identify.ts'
import type { Principal } from '../access/principal.ts'
import type { Log } from '../observability/log.ts'

/** What a handler finds in its context. */
export interface ApiEnv {
  Bindings: Partial<HttpBindings>
  Variables: {
    readonly requestId: string
    /** Names the request in every line. */
    readonly log: Log
    /** The address that the request came from. */
    readonly address: string
    /** Finds out who asks, once for each request. */
    readonly identified: () => Promise<Identified>
    /** Who asks, on every route that is not public. */
    readonly principal: Principal
  }
}
