import { z } from '@hono/zod-openapi'
import { dataVersion, type Workspace } from '@rapport/run'
import { configurationVersion, editConfiguration } from '../configuration/edit-configuration.ts'
import { setValues } from '../configuration/set-values.ts'
import { apiRoute, apiRouter, json, jsonBody } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import {
  categories,
  categorySetting,
  describeSetting,
  mappedFields,
  mayExpire,
  sampleValues,
  storedStatuses,
} from '../mapping/stream-mapping.ts'
import type { Server } from '../server.ts'

const name = z.string().min(1).max(64)
const connectionParameter = z.object({ name: name.openapi({ param: { name: 'name', in: 'path' } }) })
const streamParameter = connectionParameter.extend({
  entity: name.openapi({ param: { name: 'entity', in: 'path' } }),
})
const category = z.enum(categories)

const sampledField = z.object({ name: z.string(), values: z.array(z.string()) })

const show = apiRoute('connections:read', {
  method: 'get',
  path: '/connections/{name}/mapping',
  tags: ['Connections'],
  summary: "Where each field of the model comes from, by stream, and what a ticket's statuses mean",
  request: { params: connectionParameter },
  responses: {
    200: json(
      z.object({
        connection: z.string(),
        title: z.string().describe('Of the system'),
        version: z.string().nullable().describe('Of rapport.yaml; null: it cannot be changed here'),
        streams: z.array(
          z.object({
            entity: z.string(),
            isRead: z.boolean(),
            fields: z.array(
              z.object({
                field: z.string(),
                source: z.string().nullable(),
                default: z.string().nullable(),
                mapped: z.boolean().describe('Whether rapport.yaml says so'),
              }),
            ),
            extra: z.array(z.string()),
            associationLabel: z.string().nullable(),
          }),
        ),
        categories: z
          .object({
            setting: z.string(),
            description: z.string(),
            choices: z.array(category),
            values: z.record(z.string(), category),
            statuses: z
              .array(z.object({ status: z.string(), category: z.string(), tickets: z.number().int() }))
              .describe('Of stored tickets, with what they count as now'),
          })
          .nullable()
          .describe('Null: the connector has no such setting'),
      }),
      'The mapping',
    ),
  },
})

const samples = apiRoute('connections:read', {
  method: 'get',
  path: '/connections/{name}/mapping/{entity}/samples',
  tags: ['Connections'],
  summary: 'Some values of stored records; who may not change the connection sees their shape alone',
  request: { params: streamParameter },
  responses: {
    200: json(
      z.object({
        records: z.number().int(),
        hidden: z.boolean(),
        model: z.array(sampledField).describe('By field of the model'),
        unmapped: z.array(sampledField).describe('Source fields that are kept and that no mapping uses'),
      }),
      'The values',
    ),
  },
})

const sourceField = z.string().trim().min(1).max(200)
const edited = z.object({
  version: z.string(),
  readsAgain: z
    .enum(['nothing', 'stream'])
    .describe('stream: the next sync reads all records of the stream again'),
})

const edit = apiRoute('connections:write', {
  method: 'put',
  path: '/connections/{name}/mapping/{entity}',
  tags: ['Connections'],
  summary: 'Change the mapping of a stream in rapport.yaml',
  request: {
    params: streamParameter,
    ...jsonBody(
      z.strictObject({
        fields: z.record(z.string().max(64), sourceField).describe('Only those that differ from the default'),
        extra: z.array(sourceField).max(500),
        associationLabel: z.string().trim().min(1).max(200).nullable(),
        version: z.string().max(64),
      }),
    ),
  },
  responses: { 200: json(edited, 'It is changed') },
})

const editCategories = apiRoute('connections:write', {
  method: 'put',
  path: '/connections/{name}/categories',
  tags: ['Connections'],
  summary: "Change what a ticket's statuses mean",
  request: {
    params: connectionParameter,
    ...jsonBody(
      z.strictObject({
        values: z.record(z.string().min(1).max(200), category),
        version: z.string().max(64),
      }),
    ),
  },
  responses: { 200: json(edited, 'It is changed') },
})

export const mappingRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter()
    .openapi(show, async (c) => {
      const workspace = await server.current()
      const { name } = c.req.valid('param')
      const { settings, connector } = connectionOf(workspace, name)
      const setting = categorySetting(connector)
      const values = setting === null ? null : categoryValues.safeParse(settings.settings[setting] ?? {})
      return c.json(
        {
          ...{ connection: name, title: connector.title },
          version: await configurationVersion(server.configuration),
          streams: connector.streams.map(({ entity }) => {
            const mapping = settings.mapping[entity]
            return {
              ...{ entity, isRead: settings.streams === null || settings.streams.includes(entity) },
              fields: [...mappedFields(connector, entity, mapping)],
              extra: [...(mapping?.extra ?? [])],
              associationLabel: mapping?.associationLabel ?? null,
            }
          }),
          categories:
            setting === null
              ? null
              : {
                  ...{ setting, description: describeSetting(connector, setting) },
                  ...{ choices: [...categories], values: values?.data ?? {} },
                  statuses: [...(await storedStatuses(db, name))],
                },
        },
        200,
      )
    })
    .openapi(samples, async (c) => {
      const workspace = await server.current()
      const { name, entity: wanted } = c.req.valid('param')
      const entity = streamOf(workspace, name, wanted).entity
      const { permissions } = c.get('principal')
      const hidden = !permissions.has('connections:write') || !permissions.has('records:read')
      const read = () => sampleValues(db, { connection: name, entity, hidden })
      const query = ['mapping', 'samples', name, entity, hidden]
      const found = mayExpire(entity)
        ? await read()
        : await server.cache.answer(query, await dataVersion(workspace), read)
      const fields = (list: typeof found.model) =>
        list.map((field) => ({ name: field.name, values: [...field.values] }))
      return c.json(
        { records: found.records, hidden, model: fields(found.model), unmapped: fields(found.unmapped) },
        200,
      )
    })
    .openapi(edit, async (c) => {
      const workspace = await server.current()
      const { name, entity } = c.req.valid('param')
      streamOf(workspace, name, entity)
      const { fields, extra, associationLabel, version } = c.req.valid('json')
      const wanted = { fields, extra: [...new Set(extra)], associationLabel }
      let changes = false
      const { version: now } = await editConfiguration(server, {
        ...{ actor: c.get('principal').actor, action: 'mapping.edit', version },
        ...{ subject: `connection ${name}`, detail: { entity, ...wanted } },
        change: (document, before) => {
          const there = before.connections[name]
          if (there === undefined) throw notFound(`connection "${name}"`)
          const had = there.mapping[entity] ?? { fields: {}, extra: [], associationLabel: null }
          changes = !isSame(had, wanted)
          if (!changes) return
          const place = ['connections', name, 'mapping', entity]
          setValues(document, place, {
            fields: Object.keys(wanted.fields).length === 0 ? undefined : wanted.fields,
            extra: wanted.extra.length === 0 ? undefined : wanted.extra,
            associationLabel: associationLabel ?? undefined,
          })
        },
      })
      return c.json({ version: now, readsAgain: changes ? ('stream' as const) : ('nothing' as const) }, 200)
    })
    .openapi(editCategories, async (c) => {
      const workspace = await server.current()
      const { name } = c.req.valid('param')
      const { values, version } = c.req.valid('json')
      const { connector } = connectionOf(workspace, name)
      const setting = categorySetting(connector)
      if (setting === null)
        throw new ProblemError(
          409,
          'no-categories',
          `${connector.title} has no setting for what a status means.`,
        )
      let changes = false
      const { version: now } = await editConfiguration(server, {
        ...{ actor: c.get('principal').actor, action: 'mapping.categories', version },
        ...{ subject: `connection ${name}`, detail: { [setting]: values } },
        change: (document, before) => {
          changes = !isSame(before.connections[name]?.settings[setting] ?? {}, values)
          if (!changes) return
          setValues(document, ['connections', name, 'settings'], {
            [setting]: Object.keys(values).length === 0 ? undefined : values,
          })
        },
      })
      return c.json({ version: now, readsAgain: changes ? ('stream' as const) : ('nothing' as const) }, 200)
    })
}

const categoryValues = z.record(z.string(), category)

/** Whether two plain values say the same, in whatever order their keys stand. */
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}

/** A connection of the set-up with its connector. @throws ProblemError 404. */
function connectionOf({ config, connectors }: Workspace, name: string) {
  const settings = Object.hasOwn(config.connections, name) ? config.connections[name] : undefined
  const connector = settings === undefined ? undefined : connectors.get(settings.connector)
  if (settings === undefined || connector === undefined) throw notFound(`connection "${name}"`)
  return { settings, connector }
}

/** A stream of a connection. @throws ProblemError 404. */
function streamOf(workspace: Workspace, name: string, entity: string) {
  const stream = connectionOf(workspace, name).connector.streams.find((one) => one.entity === entity)
  if (stream === undefined) throw notFound(`stream ${entity} of "${name}"`)
  return stream
}
