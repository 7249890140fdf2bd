import type { Migration } from 'kysely/migration'
import * as users from './0001-users.ts'
import * as secrets from './0002-secrets.ts'

/** Every change of the tables that the whole installation shares, in schema `rapport`. Forward only. */
export const installationMigrations: Readonly<Record<string, Migration>> = {
  '0001-users': users,
  '0002-secrets': secrets,
}
