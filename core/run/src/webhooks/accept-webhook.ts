import {
  ConnectorError,
  type WebhookDefinition,
  type WebhookReading,
  type WebhookRecord,
  type WebhookRefusal,
} from '@rapport/connector'
import { connectorOf, parseSettings } from '../connection.ts'
import { secretOf } from '../sign-in/secret-of.ts'
import type { Workspace } from '../workspace.ts'
import { storableText } from './storable-text.ts'
import { enqueue, tally } from './webhook-queue.ts'

/** A request as a server received it. */
export interface IncomingWebhook {
  readonly method: string
  /** Path and query as they stand in the request line, undecoded. */
  readonly target: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** Where the world reaches the server, where the set-up does not say: never what the request says of its host. */
  readonly publicUrl?: string
}

/** What to answer, and for the log why. Nothing of it but the status is told to who sent the request. */
export interface WebhookAnswer {
  readonly status: 204 | 400 | 401 | 404 | 413
  readonly outcome: 'accepted' | 'not set up' | 'too large' | 'unreadable' | WebhookRefusal
  /** Events that came in. */
  readonly events: number
  /** Records that they name and that are read again. */
  readonly records: number
  /** Records that are left out because their ids hold signs that no id has, such as U+0000. */
  readonly unstorable: number
  /** Events of types that nothing is read for, by type. */
  readonly unknown: Readonly<Record<string, number>>
}

/** How the webhooks of a connection are checked and read. */
export interface WebhookSetup {
  readonly webhook: WebhookDefinition<unknown>
  readonly secrets: readonly string[]
}

/**
 * Takes in what a vendor tells of by itself: verifies it, notes which records are to be read again, and no more. It is stored when this
 * ends, so that a vendor that is answered need not tell of it again; one that is not answered will.
 * @param now epoch milliseconds.
 * @throws SecretError where the secret that signs cannot be had; what the database throws.
 */
export async function acceptWebhook(
  workspace: Workspace,
  connection: string,
  request: IncomingWebhook,
  now: number = Date.now(),
): Promise<WebhookAnswer> {
  const { config, store } = workspace
  const setup = await webhookSetup(workspace, connection)
  const publicUrl = config.publicUrl ?? request.publicUrl
  if (setup === null || publicUrl === undefined) return refused(404, 'not set up')
  const { webhook, secrets } = setup
  if (request.body.byteLength > webhook.largestBody) return refused(413, 'too large')
  const refusal = webhook.verify({ ...request, url: `${publicUrl}${request.target}` }, secrets, now)
  if (refusal !== null) return refused(401, refusal)
  const reading = readPayload(webhook, request.body)
  if (reading === null) return refused(400, 'unreadable')
  const isRead = streamFilter(workspace, connection)
  const wanted = reading.records.filter(({ entity }) => isRead(entity))
  // Nothing has an id that cannot be stored: to refuse the whole request would have it sent again and again.
  const records = wanted.filter(({ id }) => storableText(id) === id).map(withStorableTime)
  const unstorable = wanted.length - records.length
  await enqueue(store.db, connection, records)
  await tally(
    store.db,
    connection,
    { ...reading.types, ...unreadableOf(reading.unreadable, unstorable) },
    reading.unknown,
  )
  const counted = Object.values(reading.types).reduce((sum, count) => sum + count, 0)
  return {
    status: 204,
    outcome: 'accepted',
    events: counted + reading.unreadable,
    records: records.length,
    unstorable,
    unknown: reading.unknown,
  }
}

/** The most that a request to a connection may hold; null where it has no webhooks. */
export function largestWebhook(workspace: Workspace, connection: string): number | null {
  return webhookOf(workspace, connection)?.largestBody ?? null
}

/** Null where the connection does not exist, or its set-up knows of no webhooks. */
export async function webhookSetup(workspace: Workspace, connection: string): Promise<WebhookSetup | null> {
  const webhook = webhookOf(workspace, connection)
  const configured = workspace.config.connections[connection]
  if (webhook === null || configured === undefined) return null
  const settings = parseSettings(connection, connectorOf(workspace, connection), configured)
  const references = webhook.secrets(settings, configured.auth)
  if (references.length === 0) return null
  const secrets = await Promise.all(references.map((reference) => secretOf(workspace, reference)))
  return { webhook, secrets }
}

/** Whether records of an entity are read of a connection. */
export function streamFilter(workspace: Workspace, connection: string): (entity: string) => boolean {
  const only = workspace.config.connections[connection]?.streams ?? null
  const known = connectorOf(workspace, connection).streams.map(({ entity }): string => entity)
  return (entity) => known.includes(entity) && (only === null || only.includes(entity))
}

function webhookOf({ config, connectors }: Workspace, connection: string): WebhookDefinition<unknown> | null {
  if (!Object.hasOwn(config.connections, connection)) return null
  return connectors.get(config.connections[connection]?.connector ?? '')?.webhook ?? null
}

function readPayload(webhook: WebhookDefinition<unknown>, body: Uint8Array): WebhookReading | null {
  try {
    return webhook.records(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null
    if (error instanceof ConnectorError && error.kind === 'contract') return null
    throw error
  }
}

/** What could not be read, or stored, is counted under names that no vendor has. */
function unreadableOf(unreadable: number, unstorable: number): Record<string, number> {
  return {
    ...(unreadable === 0 ? {} : { '(unreadable)': unreadable }),
    ...(unstorable === 0 ? {} : { '(id with signs that cannot be stored)': unstorable }),
  }
}

/** A time that is none of our calendar's years counts as now; it has no year 0, and Postgres takes none. */
function withStorableTime(record: WebhookRecord): WebhookRecord {
  return record.at === null || /^(?!0000)\d{4}-/.test(record.at) ? record : { ...record, at: null }
}

function refused(status: WebhookAnswer['status'], outcome: WebhookAnswer['outcome']): WebhookAnswer {
  return { status, outcome, events: 0, records: 0, unstorable: 0, unknown: {} }
}
