import { z } from '@hono/zod-openapi'
import { configurationVersion, editConfiguration } from '../../configuration/edit-configuration.ts'
import { setValues } from '../../configuration/set-values.ts'
import { apiRoute, apiRouter, json, jsonBody } from '../../http/api-route.ts'
import type { Server } from '../../server.ts'
import { saved, seen, version } from './configuration-version.ts'

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

export const generalRoutes = (server: Server) => {
  return apiRouter()
    .openapi(general, async (c) => {
      const { workspace, timezone, currency, customer, accounts, publicUrl, allowPrivateAddresses, metrics } =
        (await server.current()).config
      return c.json(
        {
          ...{ workspace, timezone, currency, customer, accounts, publicUrl, allowPrivateAddresses },
          ...{ asOf: metrics.asOf, version: await configurationVersion(server.configuration) },
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
}
