import type { AlertKind, Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../workspace.ts'
import { sendTo } from './channels.ts'

/** An alert on its way. */
export interface AlertMessage {
  /** The same at each try, so that a receiver can tell a repetition. */
  readonly id: string
  readonly workspace: string
  readonly schedule: string
  readonly kind: AlertKind
  readonly at: Date
  readonly runId: number | null
  readonly subject: string
  readonly body: string
}

/** How long to wait after each try that failed, in minutes; after the last one it is given up. */
const pausesMinutes = [1, 5, 15, 60, 240, 720]
/** So long no other process tries what one has begun to send, in minutes. */
const leaseMinutes = 2

/**
 * Sends the alerts that wait. A channel that fails is tried again later, with its reason kept, and holds up neither the other
 * channels nor the runs. Returns how many were sent.
 */
export async function deliverAlerts(
  workspace: Workspace,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<number> {
  const { db } = workspace.store
  let sent = 0
  while (!signal.aborted) {
    const next = await takeDelivery(db, workspace.config.workspace, now)
    if (next === null) break
    const { message, channel, tries } = next
    try {
      await sendTo(workspace, channel, message, signal)
      await settle(db, message, channel, { state: 'sent', sent_at: now, error: null, tries })
      sent += 1
    } catch (error) {
      const pause = pausesMinutes[tries - 1]
      const said = workspace.redactor.redact(error instanceof Error ? error.message : String(error))
      await settle(db, message, channel, {
        ...{ state: pause === undefined ? 'given up' : 'waiting', tries, error: said },
        next_try_at: new Date(now.getTime() + (pause ?? 0) * 60_000),
      })
    }
  }
  return sent
}

/** Takes one that is to be sent: for a while no other process does. */
async function takeDelivery(
  db: Database,
  workspace: string,
  now: Date,
): Promise<{ message: AlertMessage; channel: string; tries: number } | null> {
  const { rows } = await sql<{
    id: number
    channel: string
    tries: number
    schedule: string
    kind: AlertKind
    at: Date
    run_id: number | null
    subject: string
    body: string
  }>`
    with taken as (
      select alert_id, channel from alert_delivery where state = 'waiting' and next_try_at <= ${now}
      order by next_try_at, alert_id, channel limit 1 for update skip locked
    )
    update alert_delivery set tries = tries + 1, next_try_at = ${new Date(now.getTime() + leaseMinutes * 60_000)}
    from taken, alert
    where alert_delivery.alert_id = taken.alert_id and alert_delivery.channel = taken.channel and alert.id = taken.alert_id
    returning alert.*, alert_delivery.channel, alert_delivery.tries
  `.execute(db)
  const row = rows[0]
  if (row === undefined) return null
  const { id, channel, tries, run_id: runId, ...rest } = row
  const { schedule, kind, at, subject, body } = rest
  return {
    channel,
    tries,
    message: { id: `${workspace}-${id}`, workspace, schedule, kind, at, runId, subject, body },
  }
}

async function settle(
  db: Database,
  message: AlertMessage,
  channel: string,
  outcome: {
    readonly state: 'waiting' | 'sent' | 'given up'
    readonly tries: number
    readonly error: string | null
    readonly sent_at?: Date
    readonly next_try_at?: Date
  },
): Promise<void> {
  await db
    .updateTable('alert_delivery')
    .set(outcome)
    .where('alert_id', '=', Number(message.id.split('-').at(-1)))
    .where('channel', '=', channel)
    .execute()
}

/** The latest alerts, newest first, with what became of them on each channel. */
export async function listAlerts(db: Database, limit: number) {
  const alerts = await db.selectFrom('alert').selectAll().orderBy('id', 'desc').limit(limit).execute()
  const deliveries =
    alerts.length === 0
      ? []
      : await db
          .selectFrom('alert_delivery')
          .selectAll()
          .where(
            'alert_id',
            'in',
            alerts.map(({ id }) => id),
          )
          .orderBy('channel')
          .execute()
  return alerts.map((alert) => ({
    ...alert,
    deliveries: deliveries.filter(({ alert_id }) => alert_id === alert.id),
  }))
}
