import type { Migration } from 'kysely/migration'
import * as users from './0001-users.ts'
import * as secrets from './0002-secrets.ts'
import * as passwordResets from './0003-password-resets.ts'
import * as consents from './0004-consents.ts'

/** Every change of the tables that the whole installation shares, in schema `rapport`. Forward only. */
export const installationMigrations: Readonly<Record<string, Migration>> = {
  '0001-users': users,
  '0002-secrets': secrets,
  '0003-password-resets': passwordResets,
  '0004-consents': consents,
}
