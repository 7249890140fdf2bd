/** Something is wrong with the database. The message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** Another process works on this workspace. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
}

/**
 * Says in words what a Postgres or connection error means for the person who runs Rapport; any other error is returned as
 * it is. SQLSTATE codes: PostgreSQL documentation, appendix A.
 */
export function explainDatabaseError(error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const because = { cause: error }
  if (code === '53100' || code === 'ENOSPC') {
    return new StoreError(
      'the disk of the database is full: free some space and run again; nothing was lost',
      because,
    )
  }
  if (code === '53300') {
    return new StoreError(
      'the database has no connection left: close other programs or raise max_connections',
      because,
    )
  }
  if (code === '28P01' || code === '28000') {
    return new StoreError(
      'the database refused the sign-in: check the user and password in DATABASE_URL',
      because,
    )
  }
  if (code === '3D000') {
    return new StoreError('the database named in DATABASE_URL does not exist: create it first', because)
  }
  if (
    code !== undefined &&
    /^(57P0[123]|08\d{3}|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/.test(code)
  ) {
    return new StoreError(
      'the database is gone or cannot be reached: check that it runs (rapport doctor) and run again; nothing was lost',
      because,
    )
  }
  if (
    error instanceof Error &&
    /Connection terminated|connection is closed|Client was closed/i.test(error.message)
  ) {
    return new StoreError(
      'the connection to the database was lost: check that it runs (rapport doctor) and run again; nothing was lost',
      because,
    )
  }
  return error
}
