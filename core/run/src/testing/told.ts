import {
  ConnectorError,
  type RecordReadAgain,
  type WebhookDefinition,
  type WebhookRecord,
} from '@rapport/connector'
import { z } from 'zod'
import { acceptWebhook, type WebhookAnswer } from '../webhooks/accept-webhook.ts'
import type { Workspace } from '../workspace.ts'
import { openTestWorkspace } from './workspace.ts'

/** A workspace whose CRM tells of changes by itself. */
export interface TellingWorkspace extends AsyncDisposable {
  readonly workspace: Workspace
  /** What the CRM holds, by id; what is not here is gone. */
  readonly contacts: Map<string, { readonly name: string }>
  /** The ids of each read. */
  readonly reads: (readonly string[])[]
  /** Called before a read, which fails with what it throws. */
  beforeRead: (ids: readonly string[]) => Promise<void> | void
  /** Called when a read has seen what it gives. */
  afterRead: () => Promise<void> | void
  /** Tells of records: of ids, or of whole records. */
  tell(...records: readonly (string | Partial<WebhookRecord>)[]): Promise<WebhookAnswer>
  /** The names of the contacts that are stored, by id. */
  stored(): Promise<Readonly<Record<string, unknown>>>
}

const happened = '2026-06-01T12:00:00.000Z'
const payload = z.array(
  z.object({
    entity: z.enum(['contact', 'deal']),
    id: z.string(),
    event: z.enum(['changed', 'erased']),
    at: z.string().nullable(),
  }),
)

export async function openTellingWorkspace(): Promise<TellingWorkspace> {
  const opened = await openTestWorkspace()
  const webhook: WebhookDefinition<unknown> = {
    largestBody: 10_000,
    secrets: () => ['env:SECRET'],
    verify: ({ headers }, secrets) => (secrets.includes(headers.secret ?? '') ? null : 'wrong signature'),
    records: (given) => {
      const records = payload.parse(given)
      return { records, types: { told: records.length }, unknown: {}, unreadable: 0 }
    },
    entities: ['contact', 'deal'],
    batchSize: 8,
    async *read(_ctx, entity, ids): AsyncGenerator<RecordReadAgain> {
      told.reads.push(ids)
      await told.beforeRead(ids)
      const seen = ids.map((id) => ({ id, held: told.contacts.get(id) }))
      await told.afterRead()
      for (const { id, held } of seen) {
        if (held === undefined) yield { entity, change: { type: 'delete', id } }
        else yield { entity, change: { type: 'upsert', record: { id, ...held } } }
      }
    },
  }
  const workspace: Workspace = {
    ...opened.configured({ publicUrl: 'https://rapport.example.com/' }, { SECRET: 'a secret' }),
    connectors: new Map([['test', { ...opened.crm.connector, webhook }]]),
  }
  const told: TellingWorkspace = {
    workspace,
    contacts: new Map(),
    reads: [],
    beforeRead: () => {},
    afterRead: () => {},
    tell: (...records) =>
      acceptWebhook(workspace, 'crm', {
        method: 'POST',
        target: '/api/webhooks/crm',
        headers: { secret: 'a secret' },
        body: Buffer.from(
          JSON.stringify(
            records.map((record) => ({
              entity: 'contact',
              event: 'changed',
              at: happened,
              ...(typeof record === 'string' ? { id: record } : record),
            })),
          ),
        ),
      }),
    stored: async () => {
      const rows = await workspace.store.db
        .selectFrom('contact')
        .select(['id', 'data'])
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute()
      return Object.fromEntries(rows.map(({ id, data }) => [id, data.name]))
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
  return told
}

/** The CRM cannot give a record, whatever is asked for with it. */
export function refusing(bad: string): (ids: readonly string[]) => void {
  return (ids) => {
    if (ids.includes(bad)) throw new ConnectorError('invalid', `record ${bad} cannot be read`)
  }
}
