import { setTimeout as pause } from 'node:timers/promises'
import type { AlertKind, Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../workspace.ts'
import { sendTo } from './channels.ts'
import { NoAnswerError } from './no-answer.ts'

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
  /** From 1. */
  readonly attempt: number
  /** Whether it is not known of an earlier try that it did not arrive: there was no answer, or the process died that waited for it. */
  readonly mayHaveArrived: boolean
}

/** How long to wait after each try that failed, in minutes; after the last one it is given up. */
const pausesMinutes = [1, 5, 15, 60, 240, 720]
/** So long no other process tries what one has begun to send, in minutes. */
const leaseMinutes = 2
/** A try that takes longer is ended, well before another process may begin one. */
const usualLongestMs = 60_000

/**
 * How the error of a delivery begins that may have arrived, from the moment when a try begins. It stands there until the alert is known to
 * have arrived, whatever comes of later tries: what is kept says by itself whether a repetition is one.
 */
const mayHaveArrived = 'may have arrived: '

/** How often it is tried to note that an alert was sent: where that fails it is sent once more. */
const notingPausesMs = [0, 200, 1_000, 3_000]

/**
 * Sends the alerts that wait. A channel that fails is tried again later, with its reason kept, and holds up neither the other
 * channels nor the runs. Returns how many were sent.
 *
 * That a try begins is noted before anything is sent, and what came of it after: a process that dies in between leaves an alert that may
 * have arrived. So does a channel that does not answer in time, or before the process stops. It is sent again, marked as such: an alert
 * twice is better than none.
 */
export async function deliverAlerts(
  workspace: Workspace,
  {
    now,
    signal,
    longestMs = usualLongestMs,
  }: { readonly now: Date; readonly signal: AbortSignal; readonly longestMs?: number },
): Promise<number> {
  const { db } = workspace.store
  let sent = 0
  while (!signal.aborted) {
    const next = await takeDelivery(db, workspace.config.workspace, now)
    if (next === null) break
    const outcome = await trySending(workspace, next, { signal, longestMs })
    if (outcome.state === 'sent') {
      await noteSent(db, next, now)
      sent += 1
      continue
    }
    const minutes = pausesMinutes[next.message.attempt - 1]
    const uncertain = outcome.state === 'unknown' || next.message.mayHaveArrived
    const error = workspace.redactor.redact(outcome.error)
    await settle(db, next, {
      state: minutes === undefined ? 'given up' : 'waiting',
      error: uncertain ? `${mayHaveArrived}${error}` : error,
      next_try_at: new Date(now.getTime() + (minutes ?? 0) * 60_000),
    })
  }
  return sent
}

/** An alert on its way to one channel. */
interface Delivery {
  readonly alertId: number
  readonly channel: string
  readonly message: AlertMessage
}

/** What came of a try; unknown: it may have arrived. */
type Outcome = { readonly state: 'sent' } | { readonly state: 'refused' | 'unknown'; readonly error: string }

/** Sends, and ends before another process may try. */
async function trySending(
  workspace: Workspace,
  { channel, message }: Delivery,
  { signal, longestMs }: { readonly signal: AbortSignal; readonly longestMs: number },
): Promise<Outcome> {
  const tooLong = new AbortController()
  const late = Promise.withResolvers<Outcome>()
  const timer = setTimeout(() => {
    late.resolve({ state: 'unknown', error: `it was not answered within ${longestMs / 1_000} seconds` })
    // What is under way must not go out after it was given up.
    tooLong.abort()
  }, longestMs)
  const sending = sendTo(workspace, channel, message, AbortSignal.any([signal, tooLong.signal])).then(
    (): Outcome => ({ state: 'sent' }),
    (error: unknown): Outcome => ({
      state: error instanceof NoAnswerError ? 'unknown' : 'refused',
      error: error instanceof Error ? error.message : String(error),
    }),
  )
  const outcome = await Promise.race([sending, late.promise])
  clearTimeout(timer)
  return outcome
}

/** The alert is out: that the database is away for a moment must not send it again. */
async function noteSent(db: Database, delivery: Delivery, now: Date): Promise<void> {
  for (const [index, wait] of notingPausesMs.entries()) {
    await pause(wait)
    try {
      return await settle(db, delivery, { state: 'sent', sent_at: now, error: null })
    } catch (error) {
      if (index === notingPausesMs.length - 1) throw error
    }
  }
}

/** Takes one that is to be sent: for a while no other process does. */
async function takeDelivery(db: Database, workspace: string, now: Date): Promise<Delivery | null> {
  const { rows } = await sql<{
    id: number
    channel: string
    tries: number
    unknown: boolean
    schedule: string
    kind: AlertKind
    at: Date
    run_id: number | null
    subject: string
    body: string
  }>`
    with taken as (
      select alert_id, channel, coalesce(starts_with(error, ${mayHaveArrived}), false) as unknown from alert_delivery
      where state = 'waiting' and next_try_at <= ${now}
      order by next_try_at, alert_id, channel limit 1 for update skip locked
    )
    update alert_delivery
    set tries = tries + 1, error = ${`${mayHaveArrived}what came of the try was not noted yet`},
      next_try_at = ${new Date(now.getTime() + leaseMinutes * 60_000)}
    from taken, alert
    where alert_delivery.alert_id = taken.alert_id and alert_delivery.channel = taken.channel and alert.id = taken.alert_id
    returning alert.*, alert_delivery.channel, alert_delivery.tries, taken.unknown
  `.execute(db)
  const row = rows[0]
  if (row === undefined) return null
  const { id, channel, tries, unknown, run_id: runId, schedule, kind, at, subject, body } = row
  return {
    ...{ alertId: id, channel },
    message: {
      ...{ id: `${workspace}-${id}`, workspace, schedule, kind, at, runId, subject, body },
      ...{ attempt: tries, mayHaveArrived: unknown },
    },
  }
}

/** Notes what came of a try, unless another process has begun the next one. */
async function settle(
  db: Database,
  { alertId, channel, message }: Delivery,
  outcome: {
    readonly state: 'waiting' | 'sent' | 'given up'
    readonly error: string | null
    readonly sent_at?: Date
    readonly next_try_at?: Date
  },
): Promise<void> {
  await db
    .updateTable('alert_delivery')
    .set(outcome)
    .where('alert_id', '=', alertId)
    .where('channel', '=', channel)
    .where('tries', '=', message.attempt)
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
