import pg from 'pg'
import { StoreError } from './errors.ts'

/**
 * Checks that a text can be a connection string.
 * @throws StoreError that says how one looks. It repeats nothing of the text, which holds a password.
 */
export function checkDatabaseUrl(url: string): void {
  if (!/^postgres(ql)?:\/\//.test(url)) throw malformed()
  try {
    // The driver reads it when the client is made, and connects only later.
    new pg.Client({ connectionString: url })
  } catch {
    throw malformed()
  }
}

function malformed(): StoreError {
  return new StoreError(
    'DATABASE_URL is no connection string: write postgres://user:password@host:5432/database, with special characters of the password percent-encoded (@ as %40)',
  )
}

/**
 * The connection string with further server options. They are put behind those it already has: given beside it, they would
 * be dropped without a word as soon as the string has options of its own, and the workspace's tables would go elsewhere.
 */
export function withOptions(url: string, options: string): string {
  const [address = '', query = ''] = url.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  const own = parameters.get('options')
  parameters.set('options', own === null ? options : `${own} ${options}`)
  return `${address}?${parameters}`
}
