import { z } from '@hono/zod-openapi'
import { lockAccount } from '../access/accounts.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '../access/api-keys.ts'
import { audit } from '../access/audit.ts'
import { permission } from '../access/permissions.ts'
import { signInFirst } from '../access/requires.ts'
import { isOpenSession } from '../access/sign-in.ts'
import { apiRoute, apiRouter, idParameter, json, jsonBody, moment } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'

const scopes = z.array(permission).min(1)

const apiKey = z
  .object({
    id: z.number().int(),
    name: z.string(),
    prefix: z.string().describe('How the key begins, to tell one from another'),
    scopes,
    createdAt: moment,
    expiresAt: moment.nullable(),
    lastUsedAt: moment.nullable(),
    revokedAt: moment.nullable(),
  })
  .openapi('ApiKey')

const list = apiRoute('session', {
  method: 'get',
  path: '/api-keys',
  tags: ['API keys'],
  summary: 'The own API keys',
  responses: { 200: json(z.object({ items: z.array(apiKey) }), 'The keys, the latest first') },
})

const create = apiRoute('session', {
  method: 'post',
  path: '/api-keys',
  tags: ['API keys'],
  summary: 'Make an API key; it is shown once',
  request: jsonBody(
    z.object({
      name: z.string().trim().min(1).max(100),
      scopes,
      expiresInDays: z.number().int().min(1).max(3_650).nullable().default(365).describe('Null: never'),
    }),
  ),
  responses: {
    201: json(
      z.object({ id: z.number().int(), key: z.string(), prefix: z.string(), expiresAt: moment.nullable() }),
      'The key',
    ),
  },
})

const revoke = apiRoute('session', {
  method: 'delete',
  path: '/api-keys/{id}',
  tags: ['API keys'],
  summary: 'Revoke an own API key',
  request: { params: idParameter },
  responses: { 204: { description: 'Done' } },
})

export const apiKeysRoutes = (server: Server) => {
  const { db, workspace } = server.workspace.store
  return apiRouter()
    .openapi(list, async (c) => {
      const keys = await listApiKeys(db, { workspace, userId: c.get('principal').userId })
      const items = keys.map(({ scopes, createdAt, expiresAt, lastUsedAt, revokedAt, ...key }) => ({
        ...key,
        scopes: [...scopes],
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
        revokedAt: revokedAt?.toISOString() ?? null,
      }))
      return c.json({ items }, 200)
    })
    .openapi(create, async (c) => {
      const { userId, actor, permissions, role, sessionId } = c.get('principal')
      const { name, scopes, expiresInDays } = c.req.valid('json')
      const beyond = scopes.filter((scope) => !permissions.has(scope))
      if (beyond.length > 0)
        throw new ProblemError(
          403,
          'not-allowed',
          `A key cannot do more than you: the role ${role} does not include ${beyond.join(', ')}.`,
        )
      const expiresAt =
        expiresInDays === null ? null : new Date(server.now().getTime() + expiresInDays * 86_400_000)
      const made = await db.transaction().execute(async (transaction) => {
        // A new password may have ended the session, and revoked all keys, since it was asked for.
        await lockAccount(transaction, userId)
        if (sessionId === null || !(await isOpenSession(transaction, sessionId))) throw signInFirst(false)
        const key = await createApiKey(transaction, { workspace, userId }, { name, scopes, expiresAt })
        await audit(transaction, actor, 'api-key.create', `api-key:${key.id}`, {
          ...{ name, scopes, prefix: key.prefix, expiresAt },
        })
        return key
      })
      return c.json({ ...made, expiresAt: expiresAt?.toISOString() ?? null }, 201)
    })
    .openapi(revoke, async (c) => {
      const { userId, actor } = c.get('principal')
      const { id } = c.req.valid('param')
      await db.transaction().execute(async (transaction) => {
        const revoked = await revokeApiKey(transaction, { workspace, userId }, id)
        if (!revoked) throw notFound(`API key ${id} of yours that is in force`)
        await audit(transaction, actor, 'api-key.revoke', `api-key:${id}`)
      })
      return c.body(null, 204)
    })
}
