import { z } from '@hono/zod-openapi'
import { workingSchedule } from '@rapport/config'
import { configurationVersion, editConfiguration, tryEdit } from '../../configuration/edit-configuration.ts'
import { setValues } from '../../configuration/set-values.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../../http/api-route.ts'
import { ProblemError } from '../../http/problem.ts'
import type { Server } from '../../server.ts'
import { previewHours } from '../../settings/working-hours.ts'
import { saved, seen, version } from './configuration-version.ts'

const hours = z.array(workingSchedule).max(50)

const workingHours = apiRoute('numbers:read', {
  method: 'get',
  path: '/settings/working-hours',
  tags: ['Settings'],
  summary: 'The working hours and holidays',
  responses: {
    200: json(
      z.object({
        schedules: z.array(workingSchedule),
        targetClock: z.enum(['calendar', 'business']),
        timezone: z.string().describe('Of the workspace'),
        version,
      }),
      'The working hours',
    ),
  },
})

const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'write a local time such as 2026-03-06T16:55')
  .refine((text) => !Number.isNaN(Date.parse(`${text}Z`)), 'there is no such time')

/** Days that a preview may span. */
const mostPreviewed = 400

const previewWorkingHours = apiRoute('numbers:read', {
  method: 'post',
  path: '/settings/working-hours/preview',
  tags: ['Settings'],
  summary: 'What a wait counts as by some working hours; nothing is changed',
  request: jsonBody(
    z
      .strictObject({
        schedules: hours.min(1),
        from: localTime.describe('By the clocks of the zone that applies then'),
        to: localTime,
      })
      // Every day is walked through.
      .refine(({ from, to }) => Date.parse(`${to}Z`) - Date.parse(`${from}Z`) <= mostPreviewed * 86_400_000, {
        path: ['to'],
        error: `choose at most ${mostPreviewed} days`,
      }),
  ),
  responses: {
    200: json(
      z.object({
        problems: z.array(z.object({ path: z.string(), message: z.string() })),
        preview: z
          .object({
            from: moment,
            to: moment,
            calendarSeconds: z.number(),
            businessSeconds: z.number().nullable().describe('Null: no schedule applies yet'),
            stretches: z.array(
              z.object({ from: moment, to: moment, counted: z.boolean(), reason: z.string().nullable() }),
            ),
            warnings: z.array(z.object({ schedule: z.string(), date: z.string(), reason: z.string() })),
          })
          .nullable(),
      }),
      'What is wrong, or what it counts as',
    ),
  },
})

const editWorkingHours = apiRoute('policies:write', {
  method: 'put',
  path: '/settings/working-hours',
  tags: ['Settings'],
  summary: 'Change the working hours and holidays in rapport.yaml; every figure of service is measured anew',
  request: jsonBody(z.strictObject({ schedules: hours, version: seen })),
  responses: { 200: saved },
})

export const workingHoursRoutes = (server: Server) => {
  return apiRouter()
    .openapi(workingHours, async (c) => {
      const { metrics, timezone } = (await server.current()).config
      const { schedules, targetClock } = metrics.service
      return c.json(
        { schedules, targetClock, timezone, version: await configurationVersion(server.configuration) },
        200,
      )
    })
    .openapi(previewWorkingHours, async (c) => {
      const { schedules, from, to } = c.req.valid('json')
      if (to < from)
        return c.json({ problems: [{ path: 'to', message: 'is before the beginning' }], preview: null }, 200)
      try {
        await tryEdit(server.configuration, (document) =>
          setValues(document, ['metrics', 'service'], { schedules }),
        )
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status !== 422) throw error
        return c.json({ problems: [...(error.errors ?? [])], preview: null }, 200)
      }
      const { stretches, warnings, ...preview } = previewHours(schedules, { from, to })
      return c.json(
        { problems: [], preview: { ...preview, stretches: [...stretches], warnings: [...warnings] } },
        200,
      )
    })
    .openapi(editWorkingHours, async (c) => {
      const { schedules, version } = c.req.valid('json')
      const edited = await editConfiguration(server, {
        ...{ actor: c.get('principal').actor, action: 'settings.edit', subject: 'working hours', version },
        detail: { schedules: schedules.map(({ id }) => id) },
        change: (document) =>
          setValues(document, ['metrics', 'service'], {
            schedules: schedules.length === 0 ? undefined : schedules.map(asWritten),
          }),
      })
      return c.json({ version: edited.version }, 200)
    })
}

/** What is as by default is not written. */
function asWritten({ holidays, ...schedule }: z.output<typeof workingSchedule>): object {
  return { ...schedule, ...(holidays.length === 0 ? {} : { holidays }) }
}
