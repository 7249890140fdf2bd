import { copyFile, rename, rm, writeFile } from 'node:fs/promises'
import { ConnectorError } from '@rapport/connector'
import { type Database, workingProcess } from '@rapport/store'
import type { Workspace } from '../workspace.ts'
import { SealingKey } from './sealed-text.ts'
import {
  findSealingKey,
  keyFileOf,
  keyPlace,
  keyVariable,
  parseGivenKey,
  readKeyFile,
} from './sealing-key.ts'
import { holdKey, subjectOf } from './stored-secrets.ts'

/** The variable that holds the key to come, where the key of now is given in a variable. */
export const nextKeyVariable = 'RAPPORT_SECRET_KEY_NEXT'

/** What a change of the key did. */
export interface KeyRotation {
  /** Stored secrets and kept tokens that were sealed anew. */
  readonly sealed: number
  /** Where the new key is: in the file, or in the variable from which it is now to be taken. */
  readonly place: string
  /** What is left to do; null: nothing. */
  readonly next: string | null
}

/**
 * Seals all stored secrets and kept tokens with another key. The key in the file is replaced by a new one; one in a variable by that of
 * RAPPORT_SECRET_KEY_NEXT. Whatever happens meanwhile, each of them can be opened by a key that is still there.
 * @throws ConnectorError of kind `config` where there is no key, a run is at work, or something was sealed with a key that is gone.
 */
export async function rotateKey(workspace: Workspace): Promise<KeyRotation> {
  const { store, environment, folder, redactor } = workspace
  const worker = await workingProcess(store)
  if (worker !== null)
    throw new ConnectorError('config', `a run is at work (process ${worker}): wait for its end, or cancel it`)
  const given = environment[keyVariable]?.trim()
  if (given) {
    const next = environment[nextKeyVariable]?.trim()
    if (!next)
      throw new ConnectorError(
        'config',
        `the key is given in ${keyVariable}: set ${nextKeyVariable} to the new one ("openssl rand -base64 32"), and run again`,
      )
    const from = await parseGivenKey(given, `the variable ${keyVariable}`, workspace)
    const to = await parseGivenKey(next, `the variable ${nextKeyVariable}`, workspace)
    const sealed = await store.db
      .transaction()
      .execute((transaction) => sealAnew(transaction, workspace, [from, to], to))
    return {
      sealed,
      place: `the variable ${nextKeyVariable}`,
      next: `give the new key as ${keyVariable} to every process, and take ${nextKeyVariable} away`,
    }
  }
  const file = keyFileOf(folder)
  const before = `${file}.previous`
  const sealed = await store.db.transaction().execute(async (transaction) => {
    await holdKey(transaction)
    const key = await findSealingKey(workspace)
    if (key === null) throw new ConnectorError('config', `there is no key yet in ${keyPlace(workspace)}`)
    // Left behind by a change that was broken off: what was sealed with it is opened with it.
    const earlier = await readKeyFile(before, `the file ${before}`, redactor)
    const next = SealingKey.random()
    redactor.add(next.toText())
    const keys = [key, ...(earlier === null ? [] : [earlier])]
    const count = await sealAnew(transaction, workspace, keys, next)
    // Each comes whole or not at all, on a full disk too: half a key would be in the way of every later change.
    await copyFile(file, `${before}.next`)
    await rename(`${before}.next`, before)
    await writeFile(`${file}.next`, `${next.toText()}\n`, { mode: 0o600 })
    // Before the database commits: a key that nothing is sealed with harms nobody, the other way round all would be lost.
    await rename(`${file}.next`, file)
    return count
  })
  await rm(before, { force: true })
  return {
    sealed,
    place: `the file ${file}`,
    next: 'restart "npx rapport serve": sessions are signed by a key made from this one, so everybody signs in again',
  }
}

/** Opens everything with any of the keys, and seals it with the next one. */
async function sealAnew(
  transaction: Database,
  { store }: Workspace,
  keys: readonly SealingKey[],
  next: SealingKey,
): Promise<number> {
  const again = (sealed: string, subject: string, what: string): string => {
    for (const key of keys) {
      const text = key.open(sealed, subject)
      if (text !== null) return next.seal(text, subject)
    }
    throw new ConnectorError(
      'config',
      `${what} was sealed with a key that is gone, so the key stays as it is: put that key back, or remove what it sealed`,
    )
  }
  const secrets = await transaction
    .selectFrom('rapport.secret')
    .select(['name', 'sealed'])
    .where('workspace', '=', store.workspace)
    .forUpdate()
    .execute()
  for (const { name, sealed } of secrets) {
    await transaction
      .updateTable('rapport.secret')
      .set({ sealed: again(sealed, subjectOf(store.workspace, name), `the stored secret ${name}`) })
      .where('workspace', '=', store.workspace)
      .where('name', '=', name)
      .execute()
  }
  const tokens = await transaction
    .selectFrom('kept_token')
    .select(['account', 'connection', 'sealed'])
    .forUpdate()
    .execute()
  for (const { account, connection, sealed } of tokens) {
    await transaction
      .updateTable('kept_token')
      .set({ sealed: again(sealed, account, `the refresh token kept for ${connection}`) })
      .where('account', '=', account)
      .execute()
  }
  return secrets.length + tokens.length
}
