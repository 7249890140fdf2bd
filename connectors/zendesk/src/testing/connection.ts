import {
  type Change,
  type ConnectorContext,
  type Credentials,
  createContext,
  type FieldSelection,
  noSelection,
  Redactor,
  staticToken,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { ZendeskServer } from '@rapport/sandbox'
import { zendesk } from '../index.ts'
import type { ZendeskSettings } from '../settings.ts'

export interface ConnectionOptions {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly credentials?: Credentials
  /** What stands for the run, where several readings share one. */
  readonly run?: object
  /** Ids that the store holds already, whatever the entity. */
  readonly stored?: readonly string[]
}

/** Opens a connection to a Zendesk stand-in, as one run of Rapport does. Nobody waits for a budget. */
export function connect(
  server: Pick<ZendeskServer, 'baseUrl' | 'accessToken'>,
  options: ConnectionOptions = {},
): ConnectorContext<ZendeskSettings> {
  return createContext<ZendeskSettings>({
    connector: zendesk,
    connection: 'zendesk',
    settings: zendesk.settings.parse({ subdomain: 'sandbox', baseUrl: server.baseUrl, ...options.settings }),
    credentials: options.credentials ?? staticToken(server.accessToken, 'env:ZENDESK_TOKEN'),
    budgets: { take: async () => 0, exhaust: async () => {}, observe: async () => {} },
    redactor: new Redactor(),
    signal: new AbortController().signal,
    countStored: async () => 0,
    storedIds: async () => options.stored ?? [],
    ...(options.run === undefined ? {} : { run: options.run }),
    attempts: 2,
    retryBaseMs: 1,
  })
}

/** What one reading of a stream came to. */
export interface Reading {
  readonly changes: readonly Change[]
  /** The records that it gave, by id; the last one counts. */
  readonly records: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Where it stopped. */
  readonly state: unknown
}

/** Reads a stream, all of it or on from a state. */
export async function read(
  ctx: ConnectorContext<ZendeskSettings>,
  entity: EntityName,
  since: unknown = null,
  selection: Partial<FieldSelection> = {},
): Promise<Reading> {
  const stream = zendesk.streams.find((candidate) => candidate.entity === entity)
  if (stream === undefined) throw new Error(`Zendesk has no stream of ${entity}`)
  const changes: Change[] = []
  let state: unknown = since
  for await (const change of stream.read(ctx, since, { ...noSelection, ...selection })) {
    changes.push(change)
    if (change.type === 'checkpoint') state = change.state
  }
  const records = new Map(
    changes.flatMap((change) =>
      change.type === 'upsert' ? [[change.record.id, change.record] as const] : [],
    ),
  )
  return { changes, records, state }
}
