import { z } from '@hono/zod-openapi'
import { permission, permissionsOf, role } from '../../access/permissions.ts'
import { apiRoute, apiRouter, json } from '../../http/api-route.ts'

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

export const rolesRoutes = () =>
  apiRouter().openapi(roles, async (c) => {
    const items = role.options.map((name) => ({ role: name, permissions: [...permissionsOf[name]] }))
    return c.json({ items }, 200)
  })
