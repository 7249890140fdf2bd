import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { StageName } from '../events.ts'
import { keepRequest, withJobs } from '../worker/request-run.ts'

/** Runs that follow webhooks begin no closer to each other. Seconds. */
const secondsBetween = 60

/** Notes that records changed which no run has resolved and scored yet. */
export async function wantFollowUp(transaction: Database): Promise<void> {
  await sql`
    insert into webhook_follow_up as held (pending) values (true)
    on conflict (singleton) do update set pending = true
  `.execute(transaction)
}

const isDue = sql<boolean>`
  pending and (requested_at is null or requested_at <= now() - ${secondsBetween} * interval '1 second')`

/**
 * Whether a run of resolve, score and plan, and of write where that is wanted, is to be asked for, because webhooks changed records.
 * It says so once, to one of several processes that ask, and at most once a minute: whoever is told true asks for the run.
 */
export async function shouldRunAfterWebhooks(db: Database): Promise<boolean> {
  const { rows } = await sql`
    update webhook_follow_up set pending = false, requested_at = now() where ${isDue} returning 1
  `.execute(db)
  return rows.length > 0
}

/** Asks for the run that webhooks make necessary, where they do. What keeps it from being asked for leaves it to be asked for again. */
export async function requestRunAfterWebhooks(db: Database, stages: readonly StageName[]): Promise<void> {
  const { rows } = await sql`select from webhook_follow_up where ${isDue}`.execute(db)
  if (rows.length === 0) return
  await withJobs(db, (boss) =>
    db.transaction().execute(async (transaction) => {
      if (!(await shouldRunAfterWebhooks(transaction))) return
      await keepRequest(transaction, boss, {
        ...{ stages, connections: null, dryRun: false, confirm: false, requestedBy: 'webhooks' },
      })
    }),
  )
}
