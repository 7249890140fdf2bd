import { z } from '@hono/zod-openapi'
import { createAccount, findUser, isPasswordOf, lockAccount } from '../access/accounts.ts'
import { audit } from '../access/audit.ts'
import { passwordLength } from '../access/authentication.ts'
import { findInvitation, type Invitation, markUsed } from '../access/invitations.ts'
import { membershipOf, saveMembership } from '../access/membership.ts'
import { role } from '../access/permissions.ts'
import { signInByPassword } from '../access/sign-in.ts'
import { apiRoute, apiRouter, json, jsonBody } from '../http/api-route.ts'
import { ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { throttled, wrongPassword } from './authentication.ts'

const token = z.string().min(1).max(200)

const look = apiRoute('public', {
  method: 'post',
  path: '/welcome/invitation',
  tags: ['Session'],
  summary: 'What the token of a link invites to',
  request: jsonBody(z.object({ token })),
  responses: {
    200: json(
      z.object({
        email: z.string().nullable().describe('Null: the first owner says which'),
        role,
        workspace: z.string(),
        hasAccount: z.boolean().describe('The person signs in with the password that they have'),
      }),
      'The invitation',
    ),
  },
})

const accept = apiRoute('public', {
  method: 'post',
  path: '/welcome',
  tags: ['Session'],
  summary: 'Take an invitation up, and be signed in',
  request: jsonBody(
    z.object({
      token,
      name: z.string().trim().min(1).max(100),
      email: z.email().max(254),
      password: z.string().min(1).max(passwordLength.most),
    }),
  ),
  responses: { 204: { description: 'Signed in' } },
})

export const welcomeRoutes = (server: Server) => {
  const { db, workspace } = server.workspace.store
  const found = async (given: string, within = db): Promise<Invitation> => {
    const invitation = await findInvitation(within, { workspace, token: given, now: server.now() })
    if (invitation !== null) return invitation
    throw new ProblemError(
      410,
      'invitation-gone',
      'This link was used, taken back, or is too old: ask for a new one (for the first owner, restart "npx rapport serve").',
    )
  }
  return apiRouter()
    .openapi(look, async (c) => {
      const { email, role } = await found(c.req.valid('json').token)
      const hasAccount = email !== null && (await findUser(server.auth, email)) !== null
      return c.json({ email, role, workspace, hasAccount }, 200)
    })
    .openapi(accept, async (c) => {
      const { token, name, email, password } = c.req.valid('json')
      const { email: invited } = await found(token)
      if (invited !== null && invited !== email.toLowerCase())
        throw new ProblemError(422, 'invalid', 'json.email: the invitation is for another e-mail address.', {
          errors: [{ path: 'json.email', message: 'the invitation is for another e-mail address' }],
        })
      const isNew = (await findUser(server.auth, email)) === null
      if (isNew) {
        const account = { name, email, password: longEnough(password) }
        await createAccount(server.auth, account).catch(async (error: unknown) => {
          // Sent twice at once, the other one made it: from here on it is an account that was there already.
          if ((await findUser(server.auth, email)) === null) throw error
        })
      }
      // The password of an account that was there already is asked for as at a sign-in: the link alone must not be enough.
      const cookies = await throttled(server, { email, address: c.get('address') }, () =>
        signInByPassword(db, server.auth, { email, password, headers: c.req.raw.headers }),
      )
      const user = await findUser(server.auth, email)
      if (user === null) throw new Error('the account that was signed in to is gone')
      await db.transaction().execute(async (transaction) => {
        const { id, role, agents } = await found(token, transaction)
        // A link of another workspace may have set the password since it was asked for: then this is somebody else.
        await lockAccount(transaction, user.id)
        if (!(await isPasswordOf(transaction, server.auth, user.id, password))) throw wrongPassword()
        if ((await membershipOf(transaction, workspace, user.id))?.role !== 'owner')
          await saveMembership(transaction, workspace, { userId: user.id, role, agents })
        await markUsed(transaction, id, server.now())
        await audit(transaction, email.toLowerCase(), 'user.join', `user:${user.id}`, {
          role,
          invitation: id,
        })
      })
      for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
      return c.body(null, 204)
    })
}

function longEnough(password: string): string {
  if (password.length >= passwordLength.least) return password
  const message = `at least ${passwordLength.least} signs`
  throw new ProblemError(422, 'invalid', `json.password: ${message}`, {
    errors: [{ path: 'json.password', message }],
  })
}
