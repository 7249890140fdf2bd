import { defineStream } from '@rapport/connector'
import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import { listPages } from '../lists.ts'
import { isReject, parseRecord } from '../records.ts'
import type { ZendeskSettings } from '../settings.ts'
import { optionalMoment, optionalText, zendeskId } from '../values.ts'

const state = z.strictObject({})

const group = z.object({
  id: zendeskId,
  name: optionalText,
  deleted: z.boolean().nullish(),
  updated_at: optionalMoment,
})

/** Groups of agents. They are few: all are read every time, deleted ones too. */
export const teams = defineStream<'team', z.infer<typeof state>, ZendeskSettings>({
  entity: 'team',
  state,
  overlapMs: 0,
  async *read(ctx: ZendeskContext) {
    const request = { path: '/api/v2/groups.json', list: 'groups', query: { exclude_deleted: 'false' } }
    for await (const { records } of listPages(ctx, request)) {
      for (const record of records) {
        const parsed = parseRecord(group, 'group', record)
        if (isReject(parsed)) yield parsed
        else if (parsed.deleted === true) yield { type: 'delete', id: parsed.id }
        else {
          const { id, name, updated_at: modifiedAt } = parsed
          yield { type: 'upsert', record: { id, name, modifiedAt } }
        }
      }
    }
    yield { type: 'checkpoint', state: {} }
  },
})
