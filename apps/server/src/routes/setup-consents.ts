import { z } from '@hono/zod-openapi'
import { audit } from '../access/audit.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { givenDraft, withoutConsents } from '../setup/connection-draft.ts'
import { beginSignIn } from '../setup/consents/begin-consent.ts'
import { consentOwner } from '../setup/consents/consent-owner.ts'
import { findConsent } from '../setup/consents/consent-store.ts'
import { finishSignIn } from '../setup/consents/finish-consent.ts'

const begin = apiRoute('session connections:write', {
  method: 'post',
  path: '/setup/consents',
  tags: ['Connections'],
  summary:
    'Begin a sign-in at a vendor in a browser; its answer is taken once, within 15 minutes, in this session',
  request: jsonBody(
    givenDraft.omit({ streams: true }).extend({
      signIn: z.string().max(64).describe('Which: the type of a sign-in with consent'),
    }),
  ),
  responses: {
    201: json(
      z.object({
        id: z.string(),
        address: z.string().describe('Where the person signs in'),
        redirectUri: z.string().describe('What the app at the vendor must know, to the letter'),
        expiresAt: moment,
      }),
      'The sign-in that was begun',
    ),
  },
})

const show = apiRoute('session connections:write', {
  method: 'get',
  path: '/setup/consents/{id}',
  tags: ['Connections'],
  summary: 'What became of a sign-in in a browser',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: {
    200: json(
      z.object({
        state: z.enum(['waiting', 'answered', 'given', 'refused']),
        problem: z.string().nullable().describe('Why it was refused'),
      }),
      'The sign-in; what it gave is never told',
    ),
  },
})

const answered = apiRoute('session connections:write', {
  method: 'get',
  path: '/setup/consent-answer',
  tags: ['Connections'],
  summary:
    'Where vendors send people back to: takes the code, and goes on to a page that says what became of it',
  request: {
    query: z.object({
      state: z.string().max(200).optional(),
      code: z.string().max(4_000).optional(),
      error: z.string().max(200).optional(),
      error_description: z.string().max(4_000).optional(),
    }),
  },
  responses: { 302: { description: 'To the page' } },
})

/** Sign-ins at vendors that people make in a browser. */
export const setupConsentRoutes = (server: Server) =>
  apiRouter()
    .openapi(begin, async (c) => {
      const { signIn, ...given } = c.req.valid('json')
      const draft = withoutConsents({ ...given, streams: null })
      const principal = c.get('principal')
      // The answer comes to the origin that the vendor knows, where another name has no session.
      if (c.req.header('origin') !== server.origin)
        throw new ProblemError(
          422,
          'other-origin',
          `Vendors send people back to ${server.origin}: open the page there to sign in.`,
        )
      const owner = consentOwner(c, principal)
      const begun = await beginSignIn(server, draft, { signIn, principal, owner })
      await audit(
        server.workspace.store.db,
        principal.actor,
        'connection.signIn',
        `connection ${draft.name}`,
        { connector: draft.connector, signIn, at: new URL(begun.address).origin },
      )
      return c.json({ ...begun, expiresAt: begun.expiresAt.toISOString() }, 201)
    })
    .openapi(show, async (c) => {
      const owner = consentOwner(c, c.get('principal'))
      const { id } = c.req.valid('param')
      const found = await findConsent(await server.current(), owner, { id, now: server.now() })
      if (found === null)
        throw new ProblemError(404, 'not-found', 'This sign-in is over, or of another session: begin again.')
      return c.json({ state: found.state, problem: found.problem }, 200)
    })
    .openapi(answered, async (c) => {
      const outcome = await finishSignIn(server, consentOwner(c, c.get('principal')), c.req.valid('query'))
      // The address held the code: nothing is to be sent on from it.
      c.header('Referrer-Policy', 'no-referrer')
      return c.redirect(`/syncs/connect/signed-in?outcome=${outcome}`, 302)
    })
