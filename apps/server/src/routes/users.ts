import { z } from '@hono/zod-openapi'
import type { Database } from '@rapport/store'
import { endSessions } from '../access/accounts.ts'
import { audit } from '../access/audit.ts'
import { revokeInvitationsOf } from '../access/invitations.ts'
import {
  listMembers,
  lockedMember,
  type Membership,
  removeMembership,
  saveMembership,
} from '../access/membership.ts'
import { type Role, role } from '../access/permissions.ts'
import { mustBeAllowedToGive, rolesBeyond } from '../access/rank.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { placeInWorkspace } from './invitations.ts'

const user = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    agents: z.array(z.string()).nullable(),
    since: moment,
  })
  .openapi('User')

/** The account of a member in an address. */
export const userParameter = z.object({
  id: z
    .string()
    .min(1)
    .max(64)
    .openapi({ param: { name: 'id', in: 'path' } }),
})
const done = { 204: { description: 'Done' } } as const

const list = apiRoute('users:read', {
  method: 'get',
  path: '/users',
  tags: ['Users'],
  summary: 'The members of the workspace',
  responses: { 200: json(z.object({ items: z.array(user) }), 'The members') },
})

const change = apiRoute('session users:write', {
  method: 'patch',
  path: '/users/{id}',
  tags: ['Users'],
  summary: 'Give a member another role',
  request: { params: userParameter, ...jsonBody(placeInWorkspace) },
  responses: done,
})

const remove = apiRoute('users:write', {
  method: 'delete',
  path: '/users/{id}',
  tags: ['Users'],
  summary: 'Take a member out of the workspace; sessions and keys end',
  request: { params: userParameter },
  responses: done,
})

const signOutEverywhere = apiRoute('users:write', {
  method: 'post',
  path: '/users/{id}/sign-out',
  tags: ['Users'],
  summary: "End all of a member's sessions",
  request: { params: userParameter },
  responses: done,
})

export const usersRoutes = (server: Server) => {
  const { db, workspace } = server.workspace.store
  /** Works on a member that nobody else changes meanwhile, nor any owner: the last one must stay. */
  const onMember = (id: string, work: (transaction: Database, member: Membership) => Promise<void>) =>
    db.transaction().execute(async (transaction) => {
      const { member, isLastOwner } = await lockedMember(transaction, workspace, id)
      if (member === null) throw notFound(`member ${id}`)
      await work(transaction, member)
      if (isLastOwner && (await lockedMember(transaction, workspace, id)).member?.role !== 'owner')
        throw new ProblemError(409, 'last-owner', 'The workspace must keep an owner: make another one first.')
    })
  const takeBackInvitations = async (
    transaction: Database,
    actor: string,
    email: string,
    role: Role | null,
  ) => {
    const open = { workspace, email, roles: rolesBeyond(role), now: server.now() }
    for (const { id, ...revoked } of await revokeInvitationsOf(transaction, open))
      await audit(transaction, actor, 'user.revoke-invitation', `invitation:${id}`, { ...revoked })
  }
  return apiRouter()
    .openapi(list, async (c) => {
      const items = (await listMembers(db, workspace)).map(({ userId, agents, since, ...rest }) => ({
        ...rest,
        id: userId,
        agents: agents === null ? null : [...agents],
        since: since.toISOString(),
      }))
      return c.json({ items }, 200)
    })
    .openapi(change, async (c) => {
      const principal = c.get('principal')
      const { id } = c.req.valid('param')
      const { role, agents } = c.req.valid('json')
      await onMember(id, async (transaction, member) => {
        mustBeAllowedToGive(principal, member.role, role)
        await saveMembership(transaction, workspace, { userId: id, role, agents })
        await audit(transaction, principal.actor, 'user.change-role', `user:${id}`, {
          ...{ email: member.email, from: member.role, to: role, agents },
        })
        await takeBackInvitations(transaction, principal.actor, member.email, role)
      })
      return c.body(null, 204)
    })
    .openapi(remove, async (c) => {
      const principal = c.get('principal')
      const { id } = c.req.valid('param')
      await onMember(id, async (transaction, member) => {
        mustBeAllowedToGive(principal, member.role)
        await removeMembership(transaction, workspace, id)
        await audit(transaction, principal.actor, 'user.remove', `user:${id}`, {
          ...{ email: member.email, role: member.role },
        })
        await takeBackInvitations(transaction, principal.actor, member.email, null)
      })
      await endSessions(server.auth, id)
      return c.body(null, 204)
    })
    .openapi(signOutEverywhere, async (c) => {
      const principal = c.get('principal')
      const { id } = c.req.valid('param')
      await onMember(id, async (transaction, member) => {
        mustBeAllowedToGive(principal, member.role)
        await audit(transaction, principal.actor, 'user.sign-out', `user:${id}`, { email: member.email })
      })
      await endSessions(server.auth, id)
      return c.body(null, 204)
    })
}
