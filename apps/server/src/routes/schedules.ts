import { z } from '@hono/zod-openapi'
import { listSchedules, nextTimes, pauseSchedule, runScheduleNow, ScheduleError } from '@rapport/run'
import type { Document } from 'yaml'
import { configurationVersion, editConfiguration, tryEdit } from '../configuration/edit-configuration.ts'
import { setValues } from '../configuration/set-values.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import {
  listedSchedule,
  scheduleAnswer,
  scheduleName,
  type WantedSchedule,
  wantedSchedule,
} from '../schedules/schedule-answers.ts'
import type { Server } from '../server.ts'

const params = z.object({
  name: z
    .string()
    .min(1)
    .max(64)
    .openapi({ param: { name: 'name', in: 'path' } }),
})
const version = z.string().max(64).optional().describe('The version of rapport.yaml that was seen')

const list = apiRoute('runs:read', {
  method: 'get',
  path: '/schedules',
  tags: ['Schedules'],
  summary: 'The schedules, with what is next and what was last',
  responses: {
    200: json(
      z.object({
        items: z.array(listedSchedule),
        version: z.string().nullable().describe('Of rapport.yaml; null: it cannot be changed here'),
        connections: z.array(z.string()).describe('Those that a schedule can name'),
        timezone: z.string().describe('Of the workspace'),
      }),
      'The schedules',
    ),
  },
})

const preview = apiRoute('schedules:write', {
  method: 'post',
  path: '/schedules/preview',
  tags: ['Schedules'],
  summary: 'Check a schedule, and tell its next five times; nothing is changed',
  request: jsonBody(wantedSchedule.extend({ name: scheduleName.default('preview') })),
  responses: {
    200: json(
      z.object({
        problems: z.array(z.object({ path: z.string(), message: z.string() })),
        nextTimes: z.array(moment),
        timezone: z.string().nullable(),
      }),
      'What is wrong, or when it runs',
    ),
  },
})

const saved = z.object({ version: z.string() })

const create = apiRoute('schedules:write', {
  method: 'post',
  path: '/schedules',
  tags: ['Schedules'],
  summary: 'Add a schedule to rapport.yaml',
  request: jsonBody(wantedSchedule.extend({ name: scheduleName, version })),
  responses: { 201: json(saved, 'It is added') },
})

const edit = apiRoute('schedules:write', {
  method: 'put',
  path: '/schedules/{name}',
  tags: ['Schedules'],
  summary: 'Change a schedule in rapport.yaml; its comments stay',
  request: { params, ...jsonBody(wantedSchedule.extend({ version })) },
  responses: { 200: json(saved, 'It is changed') },
})

const remove = apiRoute('schedules:write', {
  method: 'delete',
  path: '/schedules/{name}',
  tags: ['Schedules'],
  summary: 'Take a schedule out of rapport.yaml',
  request: { params, query: z.object({ version }) },
  responses: { 200: json(saved, 'It is gone') },
})

const setPause = (what: 'pause' | 'resume') =>
  apiRoute('schedules:write', {
    method: 'post',
    path: `/schedules/{name}/${what}`,
    tags: ['Schedules'],
    summary: what === 'pause' ? 'Let it begin nothing' : 'Let it go on from now',
    request: { params },
    responses: { 204: { description: 'Done' } },
  })
const pause = setPause('pause')
const resume = setPause('resume')

const runNow = apiRoute('runs:start', {
  method: 'post',
  path: '/schedules/{name}/run',
  tags: ['Schedules'],
  summary: 'Run it now; its due times stay',
  request: { params },
  responses: {
    202: json(z.object({ requestId: z.number().int(), follow: z.string() }), 'Its run is asked for'),
  },
})

const shownTimes = 5

export const schedulesRoutes = (server: Server) => {
  const { db } = server.workspace.store
  /** The schedules of the database as the file has them now. */
  const synchronized = async () => {
    const { config } = await server.current()
    await server.schedules.follow(db, config, server.now())
    return config
  }
  const named = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    await synchronized()
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error
      if (error.message.startsWith('there is no schedule')) throw notFound(`schedule "${name}"`)
      throw new ProblemError(409, 'conflict', error.message, { cause: error })
    }
  }
  const change = async (
    actor: string,
    action: 'create' | 'edit' | 'delete',
    name: string,
    { version, wanted }: { readonly version?: string | undefined; readonly wanted?: WantedSchedule },
  ): Promise<{ readonly version: string }> => {
    const edited = await editConfiguration(server, {
      ...{ actor, action: `schedule.${action}`, subject: `schedule ${name}`, version },
      ...(wanted === undefined ? {} : { detail: { ...wanted } }),
      change: (document, before) => {
        const isThere = Object.hasOwn(before.schedules, name)
        if (action === 'create' && isThere) throw taken(name)
        if (action !== 'create' && !isThere) throw notFound(`schedule "${name}"`)
        if (wanted === undefined) document.deleteIn(['schedules', name])
        else setSchedule(document, name, wanted)
      },
    })
    await server.schedules.follow(db, edited.configuration, server.now())
    return { version: edited.version }
  }
  return apiRouter()
    .openapi(list, async (c) => {
      const config = await synchronized()
      const views = await listSchedules(db, server.now())
      const items = views.flatMap((view) => {
        const settings = config.schedules[view.name]
        return settings === undefined ? [] : [scheduleAnswer(view, settings)]
      })
      return c.json(
        {
          items,
          version: await configurationVersion(server.configuration),
          connections: Object.keys(config.connections),
          timezone: config.timezone,
        },
        200,
      )
    })
    .openapi(preview, async (c) => {
      const { name, ...wanted } = c.req.valid('json')
      try {
        const config = await tryEdit(server.configuration, (document) => setSchedule(document, name, wanted))
        const timezone = wanted.timezone ?? config.timezone
        const times = nextTimes(wanted.cron, timezone, server.now(), shownTimes)
        return c.json({ problems: [], nextTimes: times.map((time) => time.toISOString()), timezone }, 200)
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status !== 422) throw error
        const problems = (error.errors ?? []).map(({ path, message }) => ({
          path: path.replace(`schedules.${name}.`, ''),
          message,
        }))
        return c.json({ problems, nextTimes: [], timezone: null }, 200)
      }
    })
    .openapi(create, async (c) => {
      const { name, version: seen, ...wanted } = c.req.valid('json')
      return c.json(await change(c.get('principal').actor, 'create', name, { version: seen, wanted }), 201)
    })
    .openapi(edit, async (c) => {
      const { version: seen, ...wanted } = c.req.valid('json')
      const { name } = c.req.valid('param')
      return c.json(await change(c.get('principal').actor, 'edit', name, { version: seen, wanted }), 200)
    })
    .openapi(remove, async (c) => {
      const { name } = c.req.valid('param')
      return c.json(await change(c.get('principal').actor, 'delete', name, c.req.valid('query')), 200)
    })
    .openapi(pause, async (c) => {
      const { name } = c.req.valid('param')
      await named(name, () => pauseSchedule(db, name, true, c.get('principal').actor, server.now()))
      return c.body(null, 204)
    })
    .openapi(resume, async (c) => {
      const { name } = c.req.valid('param')
      await named(name, () => pauseSchedule(db, name, false, c.get('principal').actor, server.now()))
      return c.body(null, 204)
    })
    .openapi(runNow, async (c) => {
      const { name } = c.req.valid('param')
      const { requestId } = await named(name, () => runScheduleNow(db, name, c.get('principal').actor))
      return c.json({ requestId, follow: `/api/run-requests/${requestId}` }, 202)
    })
}

const taken = (name: string) =>
  new ProblemError(
    409,
    'taken',
    `There is a schedule "${name}" already: choose another name, or edit that one.`,
  )

/** Sets what a person can change of a schedule; what is as by default is left out, and the rest stays as it stands. */
function setSchedule(document: Document, name: string, wanted: WantedSchedule): void {
  const { cron, timezone, connections, dryRun, noSuccessHours } = wanted
  setValues(document, ['schedules', name], {
    cron,
    timezone: timezone ?? undefined,
    connections: connections ?? undefined,
    dryRun: dryRun ? true : undefined,
  })
  const alerts = ['schedules', name, 'alerts']
  if (noSuccessHours !== null || document.hasIn(alerts))
    setValues(document, alerts, { noSuccessHours: noSuccessHours ?? undefined })
}
