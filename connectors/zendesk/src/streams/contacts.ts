import { type Change, defineStream } from '@rapport/connector'
import { z } from 'zod'
import { type User, user } from '../agents-of-today.ts'
import type { ZendeskContext } from '../context.ts'
import { type CursorExport, readCursorExport } from '../exports/cursor-export.ts'
import { isReject, parseRecord, rawOf } from '../records.ts'
import type { ZendeskSettings } from '../settings.ts'

const state = z.strictObject({ cursor: z.string().nullable() })

const users: CursorExport = { path: '/api/v2/incremental/users/cursor.json', list: 'users' }

/**
 * Customers: users with the role of an end user. Who becomes an agent is a customer no longer, and comes back when that ends. A
 * customer who is merged into another is deleted; Zendesk does not say where to.
 */
export const contacts = defineStream<'contact', z.infer<typeof state>, ZendeskSettings>({
  entity: 'contact',
  state,
  // The export leaves out the latest minute, and its cursor follows the order in which Zendesk touched the records.
  overlapMs: 0,
  async *read(ctx: ZendeskContext, since, { extra }) {
    for await (const { records, cursor, startsOver } of readCursorExport(ctx, users, since?.cursor ?? null)) {
      for (const record of records) yield toChange(record, extra)
      yield { type: 'checkpoint', state: { cursor }, ...(startsOver ? { startsOver } : {}) }
    }
  },
})

function toChange(
  record: unknown,
  extra: readonly string[],
): Exclude<Change<'contact'>, { type: 'checkpoint' }> {
  const parsed = parseRecord(user, 'user', record)
  if (isReject(parsed)) return parsed
  if (parsed.role !== 'end-user' || parsed.active === false) return deletion(parsed)
  const { id, name, email, phone, organization_id: organization } = parsed
  return {
    type: 'upsert',
    record: {
      id,
      name,
      emails: email === null ? [] : [email],
      phones: phone === null ? [] : [phone],
      companies: organization === null ? [] : [{ id: organization, primary: true }],
      createdAt: parsed.created_at,
      modifiedAt: parsed.updated_at,
    },
    ...rawOf(record, extra),
  }
}

function deletion({ id, updated_at: at }: User): Change<'contact'> & { type: 'delete' } {
  return { type: 'delete', id, ...(at === null ? {} : { at }) }
}
