import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { apiRoute, apiRouter, json, limitParameter, moment, page } from '../http/api-route.ts'
import { type Keyset, readPage, type SortedRow, type Stretch } from '../http/keyset.ts'
import type { Server } from '../server.ts'

const entry = z
  .object({
    id: z.number().int(),
    at: moment,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    subjectName: z
      .string()
      .nullable()
      .describe(
        'What people know the subject by, where that is another: the address of a person, the name of a key',
      ),
    detail: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi('AuditEntry')

const list = apiRoute('audit:read', {
  method: 'get',
  path: '/audit',
  tags: ['Audit'],
  summary: 'Who changed what, the latest first',
  request: {
    query: z.object({
      actor: z.string().max(254).optional().describe('A part of who did it'),
      action: z.string().max(100).optional().describe('Such as user.invite, or user. for all of users'),
      cursor: z.string().max(1_000).optional(),
      limit: limitParameter,
    }),
  },
  responses: { 200: json(page(entry), 'A page of the audit') },
})

const byNumber: Keyset = {
  ...{ sort: '-id', value: 'number', id: 'number', descending: true },
  ...{ by: sql`audit.id`, idBy: sql`audit.id` },
}

/** By the id; of who left, and of what was deleted, by what was kept with the entry. */
const subjectName = sql<string | null>`
  case split_part(subject, ':', 1)
    when 'user' then coalesce(
      (select email from rapport."user" where id = substr(audit.subject, length('user:') + 1)), detail->>'email'
    )
    when 'api-key' then coalesce(
      (select name from rapport.api_key where id::text = substr(audit.subject, length('api-key:') + 1)), detail->>'name'
    )
    when 'invitation' then detail->>'email'
  end`

interface Row extends SortedRow {
  readonly id: number
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly subjectName: string | null
  readonly detail: Record<string, unknown> | null
}

export const auditRoutes = (server: Server) =>
  apiRouter().openapi(list, async (c) => {
    const { actor, action, cursor, limit } = c.req.valid('query')
    const filter = sql<boolean>`
      ${actor === undefined ? sql`true` : sql`position(lower(${actor}) in lower(actor)) > 0`}
      and ${action === undefined ? sql`true` : sql`starts_with(action, ${action})`}`
    const { rows, next } = await readPage(byNumber, { cursor, limit }, async (stretch: Stretch) => {
      const found = await sql<Row>`
        select id as "sortValue", id as "sortId", id, at, actor, action, subject, ${subjectName} as "subjectName", detail
        from audit
        where ${stretch.where} and ${filter} order by ${stretch.orderBy} limit ${stretch.limit}
      `.execute(server.workspace.store.db)
      return found.rows
    })
    const items = rows.map(({ id, at, actor, action, subject, subjectName, detail }) => ({
      ...{ id, actor, action, subject, subjectName, detail },
      at: at.toISOString(),
    }))
    return c.json({ items, next, total: null }, 200)
  })
