import { ConnectorError } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../workspace.ts'
import { rememberSecret } from './remember-secret.ts'
import { findSealingKey, keyPlace, obtainSealingKey } from './sealing-key.ts'

/** A stored secret as it may be shown: never the secret itself. */
export interface StoredSecret {
  readonly name: string
  readonly storedBy: string
  readonly storedAt: Date
}

/** What a stored secret may be called. */
export const secretName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** What a secret is sealed for: sealed text of one name, or of another workspace, cannot stand in for another. */
export const subjectOf = (workspace: string, name: string): string => `secret ${workspace}/${name}`

/** The names of the stored secrets, with who stored them and when. */
export async function listSecrets({ store }: Workspace): Promise<readonly StoredSecret[]> {
  const rows = await store.db
    .selectFrom('rapport.secret')
    .select(['name', 'stored_by', 'stored_at'])
    .where('workspace', '=', store.workspace)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ name: row.name, storedBy: row.stored_by, storedAt: row.stored_at }))
}

/**
 * Stores a secret, sealed, in place of the one of this name.
 * @throws ConnectorError of kind `config` for a name that none can have, an empty secret, or where there is no place for a key.
 */
export async function storeSecret(
  workspace: Workspace,
  given: { readonly name: string; readonly secret: string; readonly by: string },
): Promise<void> {
  const { name, by } = given
  const secret = given.secret.trim()
  if (!secretName.test(name))
    throw new ConnectorError('config', 'the name of a secret is made of letters, digits, ".", "_" and "-"')
  if (secret === '') throw new ConnectorError('config', `the secret ${name} is empty`)
  rememberSecret(workspace.redactor, secret)
  const { store } = workspace
  await store.db.transaction().execute(async (transaction) => {
    await holdKey(transaction)
    const key = await obtainSealingKey(workspace)
    const sealed = key.seal(secret, subjectOf(store.workspace, name))
    await transaction
      .insertInto('rapport.secret')
      .values({ workspace: store.workspace, name, sealed, stored_by: by })
      .onConflict((conflict) =>
        conflict
          .columns(['workspace', 'name'])
          .doUpdateSet({ sealed, stored_by: by, stored_at: sql`clock_timestamp()` }),
      )
      .execute()
  })
}

/** Removes a stored secret; false where there was none. */
export async function removeSecret({ store }: Workspace, name: string): Promise<boolean> {
  const removed = await store.db
    .deleteFrom('rapport.secret')
    .where('workspace', '=', store.workspace)
    .where('name', '=', name)
    .executeTakeFirst()
  return removed.numDeletedRows > 0n
}

/**
 * Opens a stored secret; null where there is none of this name.
 * @throws ConnectorError of kind `config` where the key is not the one that it was sealed with.
 */
export async function openStoredSecret(workspace: Workspace, name: string): Promise<string | null> {
  const { store } = workspace
  const row = await store.db
    .selectFrom('rapport.secret')
    .select('sealed')
    .where('workspace', '=', store.workspace)
    .where('name', '=', name)
    .executeTakeFirst()
  if (row === undefined) return null
  const key = await findSealingKey(workspace)
  const secret = key?.open(row.sealed, subjectOf(store.workspace, name)) ?? null
  if (secret !== null) return secret
  const reason = key === null ? 'is gone' : 'is not the one that it was sealed with'
  throw new ConnectorError(
    'config',
    `the stored secret ${name} cannot be opened, because the key in ${keyPlace(workspace)} ${reason}: put that key back, or store the secret anew with "npx rapport secrets set ${name}"`,
  )
}

/** Nobody seals anything while the key is changed. */
export async function holdKey(transaction: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('rapport-sealing-key', 0))`.execute(transaction)
}
