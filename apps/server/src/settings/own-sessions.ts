import type { Database } from '@rapport/store'

/** A sign-in that holds, as its person sees it: never its token. */
export interface OwnSession {
  readonly id: string
  readonly createdAt: string
  readonly lastUsedAt: string
  readonly expiresAt: string
  readonly browser: string | null
}

/** The sessions of a person that hold, the latest used first. */
export async function ownSessions(db: Database, userId: string, now: Date): Promise<readonly OwnSession[]> {
  const rows = await db
    .selectFrom('rapport.session')
    .select(['id', 'createdAt', 'updatedAt', 'expiresAt', 'userAgent'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', now)
    .orderBy('updatedAt', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.updatedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    browser: row.userAgent,
  }))
}

/** Ends one of a person's sessions; false where the person has none of this id. */
export async function endOwnSession(db: Database, userId: string, id: string): Promise<boolean> {
  const ended = await db
    .deleteFrom('rapport.session')
    .where('userId', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  return ended.numDeletedRows > 0n
}
