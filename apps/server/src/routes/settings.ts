import { z } from '@hono/zod-openapi'
import { type AlertChannel, workingSchedule } from '@rapport/config'
import { dataVersion } from '@rapport/run'
import { permission, permissionsOf, role } from '../access/permissions.ts'
import { configurationVersion, editConfiguration, tryEdit } from '../configuration/edit-configuration.ts'
import { setValues } from '../configuration/set-values.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { configurationHistory } from '../settings/configuration-history.ts'
import { dealsWithoutRate, ratesByPair } from '../settings/currencies.ts'
import { findParameter, parametersOf, policiesInForce, policyFamilies } from '../settings/policies.ts'
import { previewHours } from '../settings/working-hours.ts'

const seen = z.string().max(64).describe('The version of rapport.yaml that was seen')
const version = z.string().nullable().describe('Of rapport.yaml; null: it cannot be changed here')
const saved = json(z.object({ version: z.string() }), 'It is changed')
const day = z.iso.date()

const roles = apiRoute('member', {
  method: 'get',
  path: '/roles',
  tags: ['Settings'],
  summary: 'What each role may do',
  responses: {
    200: json(
      z.object({ items: z.array(z.object({ role, permissions: z.array(permission) })) }),
      'The roles, and their permissions',
    ),
  },
})

const general = apiRoute('connections:read', {
  method: 'get',
  path: '/settings/general',
  tags: ['Settings'],
  summary: 'What holds for the whole workspace',
  responses: {
    200: json(
      z.object({
        workspace: z.string(),
        timezone: z.string(),
        currency: z.string(),
        customer: z.enum(['contact', 'company']),
        accounts: z.enum(['own', 'ultimate-parent']),
        asOf: z.string().nullable(),
        publicUrl: z.string().nullable(),
        allowPrivateAddresses: z.array(z.string()),
        version,
      }),
      'The settings',
    ),
  },
})

const editGeneral = apiRoute('policies:write', {
  method: 'patch',
  path: '/settings/general',
  tags: ['Settings'],
  summary: 'Say where the world reaches the server',
  request: jsonBody(z.strictObject({ publicUrl: z.string().max(500).nullable(), version: seen })),
  responses: { 200: saved },
})

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

const currencies = apiRoute('numbers:read', {
  method: 'get',
  path: '/settings/currencies',
  tags: ['Settings'],
  summary: 'The currency of the workspace, the stored rates, and won deals without a rate',
  responses: {
    200: json(
      z.object({
        currency: z.string(),
        ratesFile: z.string().nullable(),
        pairs: z.array(
          z.object({
            from: z.string(),
            to: z.string(),
            days: z.number().int(),
            first: day,
            last: day,
            longestGapDays: z.number().int().nullable(),
            longestGapFrom: day.nullable(),
            source: z.string(),
          }),
        ),
        withoutRate: z
          .array(z.object({ currency: z.string(), deals: z.number().int(), first: day, last: day }))
          .describe('What they came to is unknown'),
      }),
      'The currencies',
    ),
  },
})

const parameter = z.object({
  path: z.string(),
  description: z.string(),
  type: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  choices: z.array(z.union([z.string(), z.number()])).nullable(),
  input: z.enum(['number', 'choice', 'switch', 'text', 'file']).describe('file: only in rapport.yaml'),
})

const policies = apiRoute('numbers:read', {
  method: 'get',
  path: '/settings/policies',
  tags: ['Settings'],
  summary: 'By which policies the numbers are computed, with their parameters',
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            family: z.enum(policyFamilies),
            policy: z.string(),
            parameters: z.array(parameter),
            since: moment.nullable().describe('Of the last change that is known; null: none is'),
            changedBy: z.string().nullable(),
          }),
        ),
        version,
      }),
      'The policies in force',
    ),
  },
})

const editPolicies = apiRoute('policies:write', {
  method: 'patch',
  path: '/settings/policies',
  tags: ['Settings'],
  summary: 'Change parameters in rapport.yaml; the numbers of the family are computed anew',
  request: jsonBody(
    z.strictObject({
      values: z
        .record(
          z.string().max(200),
          z.union([z.string().max(200), z.number(), z.boolean(), z.null()]).describe('Null: as by default'),
        )
        .refine((values) => Object.keys(values).length > 0, 'name at least one parameter'),
      version: seen,
    }),
  ),
  responses: { 200: saved },
})

const history = apiRoute('audit:read', {
  method: 'get',
  path: '/settings/history',
  tags: ['Settings'],
  summary: 'What was changed in rapport.yaml, by whom and when, the latest first',
  request: {
    query: z.object({
      below: z
        .string()
        .max(200)
        .regex(/^[\w.-]*$/)
        .default('')
        .describe('Only changes there, such as metrics.service'),
      before: z.coerce.number().int().positive().optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            id: z.number().int(),
            at: moment,
            actor: z.string(),
            reason: z.string(),
            changes: z.array(
              z.object({
                path: z.string(),
                before: z.string().nullable(),
                after: z.string().nullable(),
              }),
            ),
          }),
        ),
        next: z.number().int().nullable(),
      }),
      'The changes',
    ),
  },
})

const alertChannels = apiRoute('runs:read', {
  method: 'get',
  path: '/settings/alert-channels',
  tags: ['Settings'],
  summary: 'Where alerts go; no secret is part of it',
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({ name: z.string(), kind: z.enum(['email', 'webhook', 'slack']), to: z.string() }),
        ),
      }),
      'The channels',
    ),
  },
})

export const settingsRoutes = (server: Server) => {
  const { db } = server.workspace.store
  const config = async () => (await server.current()).config
  const currentVersion = () => configurationVersion(server.configuration)
  return apiRouter()
    .openapi(roles, async (c) => {
      const items = role.options.map((name) => ({ role: name, permissions: [...permissionsOf[name]] }))
      return c.json({ items }, 200)
    })
    .openapi(general, async (c) => {
      const { workspace, timezone, currency, customer, accounts, publicUrl, allowPrivateAddresses, metrics } =
        await config()
      return c.json(
        {
          ...{ workspace, timezone, currency, customer, accounts, publicUrl, allowPrivateAddresses },
          ...{ asOf: metrics.asOf, version: await currentVersion() },
        },
        200,
      )
    })
    .openapi(editGeneral, async (c) => {
      const { publicUrl, version } = c.req.valid('json')
      const edited = await editConfiguration(server, {
        ...{ actor: c.get('principal').actor, action: 'settings.edit', subject: 'general', version },
        detail: { publicUrl },
        change: (document) => setValues(document, [], { publicUrl: publicUrl ?? undefined }),
      })
      return c.json({ version: edited.version }, 200)
    })
    .openapi(workingHours, async (c) => {
      const { metrics, timezone } = await config()
      const { schedules, targetClock } = metrics.service
      return c.json({ schedules, targetClock, timezone, version: await currentVersion() }, 200)
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
    .openapi(currencies, async (c) => {
      const workspace = await server.current()
      const { currency, timezone, rates } = workspace.config
      const answer = await server.cache.answer(
        ['settings', 'currencies', currency, timezone],
        await dataVersion(workspace),
        async () => ({
          pairs: await ratesByPair(db),
          withoutRate: await dealsWithoutRate(db, { currency, timezone }),
        }),
      )
      return c.json(
        {
          ...{ currency, ratesFile: rates },
          ...{ pairs: [...answer.pairs], withoutRate: [...answer.withoutRate] },
        },
        200,
      )
    })
    .openapi(policies, async (c) => {
      const current = await config()
      const names = policiesInForce(current)
      const items = await Promise.all(
        policyFamilies.map(async (family) => {
          const parameters = parametersOf(family, current)
          const changed = await lastChange(parameters.map(({ path }) => path))
          return {
            ...{
              family,
              policy: names[family],
              since: changed?.at ?? null,
              changedBy: changed?.actor ?? null,
            },
            parameters: parameters.map((one) => ({
              ...one,
              choices: one.choices === null ? null : [...one.choices],
            })),
          }
        }),
      )
      // Who changed what is for those who may read the audit.
      const mayTell = c.get('principal').permissions.has('audit:read')
      return c.json(
        {
          items: mayTell ? items : items.map((item) => ({ ...item, changedBy: null })),
          version: await currentVersion(),
        },
        200,
      )
    })
    .openapi(editPolicies, async (c) => {
      const { values, version } = c.req.valid('json')
      const edited = await editConfiguration(server, {
        ...{ actor: c.get('principal').actor, action: 'settings.edit', subject: 'policies', version },
        detail: values,
        change: (document, before) => {
          for (const [path, value] of Object.entries(values)) {
            if (findParameter(path, before) === null)
              throw new ProblemError(422, 'invalid', `${path} cannot be changed here.`, {
                errors: [{ path, message: 'cannot be changed here' }],
              })
            const place = path.split('.')
            const [key = ''] = place.splice(-1)
            if (value === null && !document.hasIn([...place, key])) continue
            setValues(document, place, { [key]: value ?? undefined })
          }
        },
      })
      return c.json({ version: edited.version }, 200)
    })
    .openapi(history, async (c) => {
      const { below, before, limit } = c.req.valid('query')
      const { items, next } = await configurationHistory(db, { below, before: before ?? null, limit })
      return c.json({ items: items.map((item) => ({ ...item, changes: [...item.changes] })), next }, 200)
    })
    .openapi(alertChannels, async (c) => {
      const { channels } = (await config()).alerts
      return c.json({ items: Object.entries(channels).map(channelAnswer) }, 200)
    })

  /** The last change of a place below these; the answer is small, and the versions are few. */
  async function lastChange(paths: readonly string[]) {
    const [first] = paths
    if (first === undefined) return null
    const below = first.split('.').slice(0, 2).join('.')
    const { items } = await configurationHistory(db, { below, before: null, limit: 100 })
    return (
      items.find(({ changes }) =>
        changes.some(({ path: changed }) =>
          paths.some((path) => path === changed || changed.startsWith(`${path}.`)),
        ),
      ) ?? null
    )
  }
}

/** What is as by default is not written. */
function asWritten({ holidays, ...schedule }: z.output<typeof workingSchedule>): object {
  return { ...schedule, ...(holidays.length === 0 ? {} : { holidays }) }
}

function channelAnswer([name, channel]: readonly [string, AlertChannel]) {
  if (channel.email !== undefined) return { name, kind: 'email' as const, to: channel.email.to.join(', ') }
  if (channel.webhook !== undefined) {
    // Its path may hold what nobody else should know.
    return { name, kind: 'webhook' as const, to: URL.parse(channel.webhook.url)?.host ?? '…' }
  }
  return { name, kind: 'slack' as const, to: channel.slack?.host ?? 'hooks.slack.com' }
}
