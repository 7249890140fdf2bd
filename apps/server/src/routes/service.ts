import { z } from '@hono/zod-openapi'
import {
  dataVersion,
  presetNames,
  reconcilePresets,
  SERVICE_GROUPINGS,
  serviceBacklog,
  serviceChoices,
  serviceDistribution,
  serviceMeasuredAt,
  serviceReport,
  TICKET_DURATIONS,
  uncountedTickets,
} from '@rapport/run'
import { servicePolicy } from '@rapport/score'
import { apiRoute, apiRouter, json } from '../http/api-route.ts'
import { notFound } from '../http/problem.ts'
import type { Server } from '../server.ts'
import {
  backlog,
  distribution,
  notCounted,
  presetComparison,
  report,
  scope,
} from '../service/service-answers.ts'
import { askedSlice, checkClock, clock, daysOf, serviceFilters } from '../service/service-query.ts'

const tags = ['Service']

const compare = z
  .enum(['previous', 'year', 'none'])
  .default('none')
  .describe('With as many days before the first, or the same days a year before')

const readScope = apiRoute('numbers:read', {
  method: 'get',
  path: '/service/scope',
  tags,
  summary: 'By what service figures can be chosen, and up to when tickets were measured',
  responses: { 200: json(scope, 'What there is to choose from') },
})

const readReport = apiRoute('numbers:read', {
  method: 'get',
  path: '/service/report',
  tags,
  summary: 'First responses, next replies, first-contact resolution and reopenings, by group',
  request: {
    query: serviceFilters.extend({
      by: z.enum([...SERVICE_GROUPINGS, 'none']).default('none'),
      compare,
      clock,
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(500)
        .default(100)
        .describe('Of customers, those with most tickets'),
    }),
  },
  responses: { 200: json(report, 'The report') },
})

const readNotCounted = apiRoute('numbers:read', {
  method: 'get',
  path: '/service/not-counted',
  tags,
  summary: 'Which tickets are left out of which figures, and why',
  request: { query: serviceFilters.omit({ dayOf: true }) },
  responses: { 200: json(notCounted, 'How many, by reason') },
})

const readDistribution = apiRoute('numbers:read', {
  method: 'get',
  path: '/service/distribution',
  tags,
  summary: 'How long something took: all of the durations, and not one number',
  request: {
    query: serviceFilters.extend({ of: z.enum(TICKET_DURATIONS).default('first-response'), compare, clock }),
  },
  responses: { 200: json(distribution, 'Percentiles and a histogram') },
})

const readBacklog = apiRoute('numbers:read', {
  method: 'get',
  path: '/service/backlog',
  tags,
  summary: 'What is open, by age, and how that came over the days',
  request: { query: serviceFilters.omit({ dayOf: true }) },
  responses: { 200: json(backlog, 'The backlog') },
})

const readPresets = apiRoute('numbers:read', {
  method: 'get',
  path: '/service/presets',
  tags,
  summary: "First-contact resolution by other systems' rules, and the tickets on which they differ",
  request: {
    query: serviceFilters.omit({ dayOf: true }).extend({
      preset: z.enum(presetNames).default('zendesk-one-touch'),
      limit: z.coerce.number().int().min(1).max(500).default(50).describe('Of listed tickets'),
    }),
  },
  responses: { 200: json(presetComparison, 'The comparison') },
})

const compared = { none: false, previous: true, year: 'year' } as const

export const serviceRoutes = (server: Server) =>
  apiRouter()
    .openapi(readScope, async (c) => {
      const workspace = await server.current()
      const { db } = workspace.store
      const { agents } = c.get('principal')
      const [asOf, version] = await Promise.all([serviceMeasuredAt(db), dataVersion(workspace)])
      const choices = await server.cache.answer(['service choices', agents], version, () =>
        serviceChoices(db, agents === null ? {} : { agents }),
      )
      const measured = asOf === null ? null : { asOf: asOf.toISOString(), ...daysOf(workspace, asOf, {}) }
      const workingHours = workspace.config.metrics.service.schedules.length > 0
      return c.json({ measured, workingHours, choices }, 200)
    })
    .openapi(readReport, async (c) => {
      const { by, compare, clock, limit, ...filters } = c.req.valid('query')
      const workspace = await server.current()
      checkClock(workspace, clock)
      const { slice } = await askedSlice(workspace, c.get('principal'), filters)
      const request = {
        ...{ slice, clock, grouping: by === 'none' ? null : by, compare: compared[compare] },
        customers: limit,
      }
      const found = await server.cache.answer(['service report', request], await dataVersion(workspace), () =>
        serviceReport(workspace, request),
      )
      if (found === null) throw notFound('measured ticket')
      return c.json(found, 200)
    })
    .openapi(readNotCounted, async (c) => {
      const workspace = await server.current()
      const { slice } = await askedSlice(workspace, c.get('principal'), {
        ...{ ...c.req.valid('query'), dayOf: 'start' },
      })
      const found = await server.cache.answer(['not counted', slice], await dataVersion(workspace), () =>
        uncountedTickets(workspace.store.db, slice),
      )
      return c.json(found, 200)
    })
    .openapi(readDistribution, async (c) => {
      const { of: duration, compare, clock, ...filters } = c.req.valid('query')
      const workspace = await server.current()
      checkClock(workspace, clock)
      const { slice } = await askedSlice(workspace, c.get('principal'), filters)
      const wanted = { duration, clock }
      const found = await server.cache.answer(
        ['service distribution', slice, wanted, compare],
        await dataVersion(workspace),
        () => serviceDistribution(workspace.store.db, slice, { ...wanted, compare: compared[compare] }),
      )
      const policy = servicePolicy(workspace.config.metrics.service).id
      const { from, to } = slice
      return c.json({ ...found, ...wanted, policy, from, to }, 200)
    })
    .openapi(readBacklog, async (c) => {
      const workspace = await server.current()
      const { slice, asOf } = await askedSlice(workspace, c.get('principal'), {
        ...{ ...c.req.valid('query'), dayOf: 'start' },
      })
      const { timezone } = workspace.config
      const found = await server.cache.answer(['service backlog', slice], await dataVersion(workspace), () =>
        serviceBacklog(workspace.store.db, slice, { asOf, timezone }),
      )
      return c.json({ ...found, asOf: asOf.toISOString() }, 200)
    })
    .openapi(readPresets, async (c) => {
      const { preset, limit, ...filters } = c.req.valid('query')
      const workspace = await server.current()
      const asked = await askedSlice(workspace, c.get('principal'), { ...filters, dayOf: 'start' })
      const { dayOf: _, ...slice } = asked.slice
      const found = await server.cache.answer(
        ['service presets', slice, preset, limit],
        await dataVersion(workspace),
        () => reconcilePresets(workspace, { slice, preset, limit }),
      )
      if (found === null) throw notFound('measured ticket')
      return c.json(found, 200)
    })
