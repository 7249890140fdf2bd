import { z } from '@hono/zod-openapi'
import type { AlertChannel } from '@rapport/config'
import { apiRoute, apiRouter, json } from '../../http/api-route.ts'
import type { Server } from '../../server.ts'

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

export const alertChannelsRoutes = (server: Server) => {
  return apiRouter().openapi(alertChannels, async (c) => {
    const { channels } = (await server.current()).config.alerts
    return c.json({ items: Object.entries(channels).map(channelAnswer) }, 200)
  })
}

function channelAnswer([name, channel]: readonly [string, AlertChannel]) {
  if (channel.email !== undefined) return { name, kind: 'email' as const, to: channel.email.to.join(', ') }
  if (channel.webhook !== undefined) {
    // Its path may hold what nobody else should know.
    return { name, kind: 'webhook' as const, to: URL.parse(channel.webhook.url)?.host ?? '…' }
  }
  return { name, kind: 'slack' as const, to: channel.slack?.host ?? 'hooks.slack.com' }
}
