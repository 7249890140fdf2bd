import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../workspace.ts'

/** Runs that follow webhooks begin no closer to each other. Seconds. */
const secondsBetween = 60

/** Notes that records changed which no run has resolved and scored yet. */
export async function wantFollowUp(transaction: Database): Promise<void> {
  await sql`
    insert into webhook_follow_up as held (pending) values (true)
    on conflict (singleton) do update set pending = true
  `.execute(transaction)
}

/**
 * Whether a run of resolve, score and plan, and of write where that is wanted, is to be asked for, because webhooks changed records.
 * It says so once, to one of several processes that ask, and at most once a minute: whoever is told true asks for the run.
 */
export async function shouldRunAfterWebhooks({ store }: Workspace): Promise<boolean> {
  const { rows } = await sql`
    update webhook_follow_up set pending = false, requested_at = now()
    where pending and (requested_at is null or requested_at <= now() - ${secondsBetween} * interval '1 second')
    returning 1
  `.execute(store.db)
  return rows.length > 0
}
