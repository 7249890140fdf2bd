import pg from 'pg'
import { DatabaseUrlError } from './errors.ts'

/**
 * Checks that a text can be a connection string.
 * @throws DatabaseUrlError that says how one looks. It repeats nothing of the text, which holds a password.
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

function malformed(): DatabaseUrlError {
  // No example with a user and a password in it: what is printed passes a redactor, which would blank just that.
  return new DatabaseUrlError(
    'DATABASE_URL is no connection string: write postgres://host:5432/database, and before the host the user, a colon, the password and an @ (special characters of the password percent-encoded, such as %40 for @)',
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
