import { z } from '@hono/zod-openapi'
import { audit } from '../access/audit.ts'
import {
  invitationHours,
  invite,
  openInvitations,
  revokeInvitation,
  welcomeLink,
} from '../access/invitations.ts'
import { role } from '../access/permissions.ts'
import { mustBeAllowedToGive } from '../access/rank.ts'
import { apiRoute, apiRouter, idParameter, json, jsonBody, moment } from '../http/api-route.ts'
import { notFound } from '../http/problem.ts'
import type { Server } from '../server.ts'

/** The agents of the sources that a person is. */
export const agentReferences = z
  .array(z.string().regex(/^[^/:]+\/agent:.+$/, 'write connection/agent:id, for example zendesk/agent:35'))
  .max(50)

/** A role, with the agents that the role agent needs. */
export const placeInWorkspace = z
  .object({ role, agents: agentReferences.nullable().default(null) })
  .refine((given) => given.role !== 'agent' || (given.agents?.length ?? 0) > 0, {
    error: 'the role agent needs the agents that the person is, such as zendesk/agent:35',
    path: ['agents'],
  })

const invitation = z
  .object({
    id: z.number().int(),
    email: z.string().nullable(),
    role,
    agents: z.array(z.string()).nullable(),
    invitedBy: z.string(),
    createdAt: moment,
    expiresAt: moment,
  })
  .openapi('Invitation')

const list = apiRoute('users:read', {
  method: 'get',
  path: '/invitations',
  tags: ['Users'],
  summary: 'Invitations that can still be taken up',
  responses: { 200: json(z.object({ items: z.array(invitation) }), 'The invitations') },
})

const create = apiRoute('session users:write', {
  method: 'post',
  path: '/invitations',
  tags: ['Users'],
  summary: 'Invite a person; the link is shown once, to be handed over',
  request: jsonBody(z.object({ email: z.email().max(254) }).and(placeInWorkspace)),
  responses: {
    201: json(z.object({ id: z.number().int(), link: z.url(), expiresAt: moment }), 'The invitation'),
  },
})

const revoke = apiRoute('users:write', {
  method: 'delete',
  path: '/invitations/{id}',
  tags: ['Users'],
  summary: 'Take an invitation back',
  request: { params: idParameter },
  responses: { 204: { description: 'Done' } },
})

export const invitationsRoutes = (server: Server) => {
  const { db, workspace } = server.workspace.store
  return apiRouter()
    .openapi(list, async (c) => {
      const items = (await openInvitations(db, workspace, server.now())).map(
        ({ createdAt, expiresAt, agents, ...rest }) => ({
          ...rest,
          agents: agents === null ? null : [...agents],
          createdAt: createdAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
        }),
      )
      return c.json({ items }, 200)
    })
    .openapi(create, async (c) => {
      const principal = c.get('principal')
      const { email, role, agents } = c.req.valid('json')
      mustBeAllowedToGive(principal, role)
      const expiresAt = new Date(server.now().getTime() + invitationHours * 3_600_000)
      const { id, token } = await db.transaction().execute(async (transaction) => {
        const made = await invite(transaction, {
          ...{ workspace, email, role, agents, expiresAt, invitedBy: principal.email },
        })
        await audit(transaction, principal.actor, 'user.invite', `invitation:${made.id}`, {
          email,
          role,
          agents,
        })
        return made
      })
      return c.json({ id, link: welcomeLink(server.origin, token), expiresAt: expiresAt.toISOString() }, 201)
    })
    .openapi(revoke, async (c) => {
      const principal = c.get('principal')
      const { id } = c.req.valid('param')
      await db.transaction().execute(async (transaction) => {
        const revoked = await revokeInvitation(transaction, { workspace, id, now: server.now() })
        if (revoked === null) throw notFound(`open invitation ${id}`)
        mustBeAllowedToGive(principal, revoked.role)
        await audit(transaction, principal.actor, 'user.revoke-invitation', `invitation:${id}`, {
          ...revoked,
        })
      })
      return c.body(null, 204)
    })
}
