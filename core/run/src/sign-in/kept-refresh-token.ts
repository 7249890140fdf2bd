import { ConnectorError, type TokenGrant } from '@rapport/connector'
import { type Database, keepToken, loadKeptToken, withAccount } from '@rapport/store'
import type { SealingKey } from './sealed-text.ts'
import { findSealingKey, type KeySources, keyPlace, obtainSealingKey } from './sealing-key.ts'

/** A sign-in whose refresh token the vendor may replace. */
export interface RotatingSignIn {
  readonly db: Database
  readonly connection: string
  /** A digest of the sign-in as it is set up. */
  readonly account: string
  /** The refresh token of the set-up. */
  readonly configured: string
  /** Where the set-up names it, such as `connections.crm.auth.refreshToken`. */
  readonly setting: string
  readonly sources: KeySources
}

/**
 * Exchanges the refresh token that is good now: the one that was kept, else the one of the set-up. Where the grant brings
 * another, that is kept, encrypted, before anything is done with the grant. One process at a time does this for an account,
 * because a token that rotates can be spent once.
 * @throws ConnectorError of kind `auth` where the kept one cannot be opened; what `exchange` throws.
 */
export async function exchangeKept(
  signIn: RotatingSignIn,
  exchange: (refreshToken: string) => Promise<TokenGrant>,
): Promise<TokenGrant> {
  const { db, account } = signIn
  let rotated: { readonly grant: TokenGrant; readonly sealed: string } | null = null
  try {
    return await withAccount(db, account, async (transaction) => {
      const sealed = await loadKeptToken(transaction, account)
      const used = sealed === null ? signIn.configured : await openKept(signIn, sealed)
      // Had before the token is spent, so that the next one has a place to go.
      const key = await obtainSealingKey(signIn.sources).catch((error: unknown) => asError(error))
      const grant = await exchange(used)
      const next = grant.refreshToken ?? used
      if (next === used) return grant
      if (key instanceof Error) throw cannotKeep(signIn, key)
      rotated = { grant, sealed: key.seal(next, account) }
      await keepToken(transaction, { ...signIn, sealed: rotated.sealed })
      return grant
    })
  } catch (error) {
    if (rotated === null) throw error
    return keepAgain(signIn, rotated)
  }
}

/** The token before is spent: one that was lost with a session of the database would need a person to sign in again. */
async function keepAgain(
  signIn: RotatingSignIn,
  { grant, sealed }: { readonly grant: TokenGrant; readonly sealed: string },
): Promise<TokenGrant> {
  try {
    await keepToken(signIn.db, { ...signIn, sealed })
    return grant
  } catch (error) {
    throw cannotKeep(signIn, asError(error))
  }
}

async function openKept(signIn: RotatingSignIn, sealed: string): Promise<string> {
  const { account, connection, setting, sources } = signIn
  const key: SealingKey | null = await findSealingKey(sources)
  const opened = key?.open(sealed, account) ?? null
  if (opened !== null) return opened
  const reason = key === null ? 'is gone' : 'is not the one that it was kept with'
  throw new ConnectorError(
    'auth',
    `${connection}: the refresh token that was kept cannot be opened, because the key in ${keyPlace(sources)} ${reason}: put that key back, or sign in again and set the new refresh token at ${setting}`,
  )
}

function cannotKeep({ connection, setting }: RotatingSignIn, cause: Error): ConnectorError {
  return new ConnectorError(
    'config',
    `${connection}: the vendor replaced the refresh token, and the new one could not be kept: ${cause.message}. Then sign in again and set the new refresh token at ${setting}`,
    { cause },
  )
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
