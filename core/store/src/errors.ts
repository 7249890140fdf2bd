/** Something is wrong with the database. The message says what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError'
}

/** DATABASE_URL is no connection string. The message repeats nothing of it. */
export class DatabaseUrlError extends StoreError {
  override readonly name = 'DatabaseUrlError'
}

/** The database cannot be reached, or its connection has ended. Of itself it does not tell why: see `Store.explain`. */
export class UnreachableError extends StoreError {
  override readonly name = 'UnreachableError'
}

/** The disk of the database is full. */
export class DiskFullError extends StoreError {
  override readonly name = 'DiskFullError'
  /** Which disk that is, in words; null where only the server knows. */
  readonly where: string | null

  constructor(where: string | null, options: ErrorOptions) {
    const place = where === null ? '' : ` ${where}`
    super(
      `the disk of the database is full: free some space${place} and run again; nothing was lost`,
      options,
    )
    this.where = where
  }
}

/** Another process works on this workspace. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
}

/** What each class of database errors means, in the order in which they are looked up. */
const explanations: readonly { readonly code: RegExp; readonly meaning: string }[] = [
  {
    code: /^53300$/,
    meaning: 'the database has no connection left: close other programs or raise max_connections',
  },
  {
    code: /^(28P01|28000)$/,
    meaning: 'the database refused the sign-in: check the user and password in DATABASE_URL',
  },
  {
    code: /^3D000$/,
    meaning: 'the database named in DATABASE_URL does not exist: create it first',
  },
  {
    code: /^42501$/,
    meaning:
      'the database user lacks a permission: grant it CREATE on the database named in DATABASE_URL, and all rights in the schemas it made there',
  },
  {
    code: /^25006$/,
    meaning:
      'the database only lets itself be read: DATABASE_URL must name the primary server, not a replica',
  },
]

const diskFull = '53100'

/** The system refuses shared memory and semaphores with the words that it has for a full disk. */
const noMemory = /(?:shared memory|semaphores)[^:\n]*: No space left on device/

/** Programs of Postgres, and its log, say it in words. */
const noSpace =
  /(?<!(?:shared memory|semaphores)[^:\n]*: )No space left on device|Disk quota exceeded|Check free disk space/

/** A quota that is used up has no SQLSTATE of its own. */
const unnamed = /^(XX000|58030)$/

/** Whether Postgres says, in words, that its disk is full. */
export const saysDiskIsFull = (words: string): boolean => noSpace.test(words)

/** Whether Postgres says, in words, that the system gives it no shared memory or no semaphores. */
export const saysMemoryIsRefused = (words: string): boolean => noMemory.test(words)

/** Of the memory that the processes of Postgres share, the system has too little; its disk has space. */
export function memoryRefused(cause: unknown): StoreError {
  return new StoreError(
    'the system gives Postgres no more shared memory or semaphores, and no disk is full: in a container give it more (--shm-size), elsewhere end other Postgres servers or raise the limits of the system, and run again; nothing was lost',
    { cause },
  )
}

const unreachable =
  /^(57P0[1-5]|08[\dA-Z]{3}|ECONN[A-Z]+|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/

/** Errors of the driver itself have no code. */
const lostConnection = /Connection terminated|connection is closed|Client was closed|not queryable/i

/** The pool's own: a connection that was not made in time, and a session of the pool that did not come free in time. */
const notTaken = /due to connection timeout/
const noneFree = /timeout exceeded when trying to connect/

/**
 * Says in words what a Postgres or connection error means for the person who runs Rapport; any other error is returned as
 * it is. SQLSTATE codes: PostgreSQL documentation, appendix A.
 */
export function explainDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error instanceof DiskFullError) return error
  const { message } = error
  if (error instanceof StoreError) {
    if (saysDiskIsFull(message)) return new DiskFullError(null, { cause: error })
    return saysMemoryIsRefused(message) ? memoryRefused(error) : error
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === diskFull && saysMemoryIsRefused(message)) return memoryRefused(error)
  if (code === diskFull || (unnamed.test(code) && saysDiskIsFull(message)))
    return new DiskFullError(null, { cause: error })
  if (unreachable.test(code)) {
    return new UnreachableError(
      'the database is gone or cannot be reached: check that it runs (npx rapport doctor) and run again; nothing was lost',
      { cause: error },
    )
  }
  const known = explanations.find((explanation) => explanation.code.test(code))
  if (known !== undefined) return new StoreError(known.meaning, { cause: error })
  if (notTaken.test(message)) {
    return new StoreError(
      'the database took no connection within a minute: it, or the machine, has too much to do; run again when it is quieter; nothing was lost',
      { cause: error },
    )
  }
  if (lostConnection.test(message)) {
    return new UnreachableError(
      'the connection to the database was lost: check that it runs (npx rapport doctor) and run again; nothing was lost',
      { cause: error },
    )
  }
  if (noneFree.test(message)) {
    return new StoreError(
      'none of the sessions that this process has with the database came free within a minute: too much goes on in it at once, or the database answers too slowly; run again when it is quieter, and report it where it happens again; nothing was lost',
      { cause: error },
    )
  }
  return error
}
