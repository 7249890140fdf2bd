import { z } from '@hono/zod-openapi'
import { parseReference } from '@rapport/model'
import { type HoldFilter, releaseHolds } from '@rapport/writeback'
import { countHolds, heldKinds, listHolds } from '../holds/list-holds.ts'
import { apiRoute, apiRouter, json, jsonBody, limitParameter, moment, page } from '../http/api-route.ts'
import { ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'

const tags = ['Plans']
const name = z.string().min(1).max(100).optional()

const filters = z.object({
  connection: name,
  entity: name,
  field: name,
  plan: z.coerce.number().int().positive().optional().describe('The revert that put them back'),
  q: z.string().trim().min(1).max(200).optional().describe('A part of the name, or the id of the record'),
})

const held = z
  .object({
    record: z.string().describe('connection/entity:id'),
    name: z.string().nullable(),
    fields: z.array(z.string()),
    since: moment,
    isPutBack: z
      .boolean()
      .describe('False where that was refused, or interrupted before: they still hold what Rapport wrote'),
    plan: z.number().int().describe('The revert that put them back'),
    reverts: z.number().int().nullable().describe('The plan that it took back'),
  })
  .openapi('HeldRecord')

const names = z.array(z.string())

const list = apiRoute('plans:read', {
  ...{ method: 'get', path: '/holds', tags },
  summary:
    'Records whose fields no sync writes because a revert put them back, or was to, the latest revert first',
  request: { query: filters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }) },
  responses: {
    200: json(
      page(held).extend({
        fields: z
          .number()
          .int()
          .nullable()
          .describe('How many fields there are by these filters; null: not counted'),
        kinds: z
          .object({ connections: names, entities: names, fields: names })
          .describe('Of all that is held: what can be filtered by'),
      }),
      'A page of records',
    ),
  },
})

const released = z
  .strictObject({
    record: z.string().max(600).optional().describe('connection/entity:id'),
    all: z.literal(true).optional().describe('All that the filters let through'),
    ...filters.shape,
  })
  .refine(({ record, all }) => (record === undefined) !== (all === undefined), {
    error: 'give a record, or all: true',
  })

const release = apiRoute('plans:apply', {
  ...{ method: 'post', path: '/holds/release', tags },
  summary: 'Lets syncs write again what a revert put back',
  request: jsonBody(released),
  responses: {
    200: json(
      z.object({ fields: z.number().int(), records: z.number().int() }),
      'How much is released; the next plan may write it',
    ),
  },
})

export const holdsRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, ...given } = c.req.valid('query')
      const filter = filterOf(given)
      const [found, counted, kinds] = await Promise.all([
        listHolds(db, filter, { cursor, limit }),
        countHolds(db, filter),
        heldKinds(db),
      ])
      return c.json({ ...found, total: counted.records, fields: counted.fields, kinds }, 200)
    })
    .openapi(release, async (c) => {
      const { record, all: _, ...given } = c.req.valid('json')
      const filter = { ...filterOf(given), ...(record === undefined ? {} : recordOf(record)) }
      const { store } = server.unhurried(server.workspace)
      return c.json(await releaseHolds(store.db, filter, c.get('principal').actor), 200)
    })
}

const filterOf = ({ connection, entity, field, plan, q }: z.output<typeof filters>): HoldFilter => ({
  ...(connection === undefined ? {} : { connection }),
  ...(entity === undefined ? {} : { entity }),
  ...(field === undefined ? {} : { field }),
  ...(plan === undefined ? {} : { planId: plan }),
  ...(q === undefined ? {} : { text: q }),
})

/** @throws ProblemError where it is no reference of a record. */
function recordOf(text: string): HoldFilter {
  try {
    const { connection, entity, id } = parseReference(text)
    return { connection, entity, recordId: id }
  } catch (cause) {
    const message = 'write it as connection/entity:id, for example hubspot/contact:123'
    throw new ProblemError(422, 'invalid', `json.record: ${message}.`, {
      errors: [{ path: 'json.record', message }],
      cause,
    })
  }
}
