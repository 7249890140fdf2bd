import { z } from '@hono/zod-openapi'
import { modelInForce } from '@rapport/run'
import { configurationVersion, editConfiguration } from '../../configuration/edit-configuration.ts'
import { setValues } from '../../configuration/set-values.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../../http/api-route.ts'
import { ProblemError } from '../../http/problem.ts'
import type { Server } from '../../server.ts'
import { configurationHistory } from '../../settings/configuration-history.ts'
import { findParameter, parametersOf, policiesInForce, policyFamilies } from '../../settings/policies.ts'
import { saved, seen, version } from './configuration-version.ts'

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

export const policiesRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter()
    .openapi(policies, async (c) => {
      const workspace = await server.current()
      const current = workspace.config
      const names = policiesInForce(current, (await modelInForce(workspace))?.fitted.policy ?? null)
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
          version: await configurationVersion(server.configuration),
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
