import pg from 'pg'
import { withOptions } from './database-url.ts'
import { explainDatabaseError, UnreachableError } from './errors.ts'
import type { Store } from './open.ts'

/**
 * Locks that one process holds, in a database session of their own beside the pool: whoever holds one waits for sessions of the pool, and
 * must not have taken the last of them. What is held ends with the process, however that ends.
 */
export interface LockSession {
  /** Aborted, with an UnreachableError as its reason, when the session ends by itself, and with it every lock. */
  readonly lost: AbortSignal
  /** Takes a lock; false where another process, or this one already, has it. */
  take(name: string): Promise<boolean>
  release(name: string): Promise<void>
  close(): Promise<void>
}

/** Opens a session for locks of one class; `lost` says what was lost with it. */
export async function openLockSession(
  store: Store,
  { lockClass, application, lost: message }: LockSessionOptions,
): Promise<LockSession> {
  const client = lockClient(store)
  const lost = new AbortController()
  const mine = new Set<string>()
  let open = true
  // One session answers one query at a time.
  let last: Promise<unknown> = Promise.resolve()
  const query = (text: string, name: string): Promise<pg.QueryResult<{ locked: boolean }>> => {
    const next = last.then(() => client.query<{ locked: boolean }>(text, [lockClass, name]))
    last = next.catch(() => {})
    return next
  }
  const lose = (cause?: unknown): void => {
    if (!open) return
    open = false
    lost.abort(new UnreachableError(message, { cause }))
  }
  client.on('error', lose)
  client.on('end', () => lose())
  try {
    await client.connect()
    await nameSession(client, application)
  } catch (error) {
    open = false
    await client.end().catch(() => {})
    throw explainDatabaseError(error)
  }
  return {
    lost: lost.signal,
    take: async (name) => {
      // The session would let its own process in a second time.
      if (mine.has(name)) return false
      mine.add(name)
      try {
        const { rows } = await query(
          'select pg_try_advisory_lock(hashtext($1), hashtext($2)) as locked',
          name,
        )
        if (rows[0]?.locked === true) return true
      } catch (error) {
        mine.delete(name)
        throw explainDatabaseError(error)
      }
      mine.delete(name)
      return false
    },
    release: async (name) => {
      if (!mine.has(name)) return
      await query('select pg_advisory_unlock(hashtext($1), hashtext($2))', name).catch(() => {})
      mine.delete(name)
    },
    close: async () => {
      open = false
      await client.end().catch(() => {})
    },
  }
}

export interface LockSessionOptions {
  /** Locks of one name and another class are others. */
  readonly lockClass: string
  /** What the session is called. */
  readonly application: string
  readonly lost: string
}

/** A client for a session that holds locks, not connected yet. */
export function lockClient(store: Store): pg.Client {
  return new pg.Client({
    // A server that ends idle sessions would end the locks with them; that of a machine that is gone it ends after half a minute.
    connectionString: withOptions(
      store.url,
      '-c idle_session_timeout=0 -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    ),
    keepAlive: true,
  })
}

/** Names a session. Said here, because an application name in the connection string would win over one in the settings. */
export async function nameSession(client: pg.Client, application: string): Promise<void> {
  await client.query('select set_config($1, $2, false)', ['application_name', application])
}
