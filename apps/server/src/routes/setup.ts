import { z } from '@hono/zod-openapi'
import { isSecretReference } from '@rapport/config'
import { safeCause } from '@rapport/connector'
import { listSecrets, removeSecret, storeSecret, type Workspace } from '@rapport/run'
import { audit } from '../access/audit.ts'
import { configurationVersion, editConfiguration } from '../configuration/edit-configuration.ts'
import { checkLines } from '../connections/check-lines.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { streamOf } from '../http/export.ts'
import type { Server } from '../server.ts'
import {
  givenDraft,
  type PlacedDraft,
  placePasted,
  placeSecrets,
  taken,
  workspaceWithDraft,
  writeDraft,
} from '../setup/connection-draft.ts'
import { offerConnector, offeredConnector } from '../setup/connector-answers.ts'
import { consentOwner } from '../setup/consents/consent-owner.ts'
import { forgetConsent } from '../setup/consents/consent-store.ts'
import { withConsented } from '../setup/consents/consented-draft.ts'
import { consentCallback } from '../setup/consents/offered-consents.ts'
import { setupConsentRoutes } from './setup-consents.ts'

const connectors = apiRoute('connections:write', {
  method: 'get',
  path: '/setup/connectors',
  tags: ['Connections'],
  summary: 'The systems that can be connected, and what each asks for',
  responses: {
    200: json(
      z.object({
        items: z.array(offeredConnector),
        taken: z.array(z.string()).describe('Names of connections there are'),
        secrets: z.array(
          z.object({ name: z.string(), storedBy: z.string(), storedAt: moment }).openapi('StoredSecret'),
        ),
        redirectUri: z.string().describe('Where vendors send people back to after a sign-in in a browser'),
        version: z.string().nullable().describe('Of rapport.yaml; null: it cannot be changed here'),
      }),
      'The systems',
    ),
  },
})

const check = apiRoute('connections:write', {
  method: 'post',
  path: '/setup/check',
  tags: ['Connections'],
  summary: 'Test a connection before it is made; each check is a line of JSON, sent as soon as it is known',
  request: jsonBody(givenDraft),
  responses: { 200: { description: 'Lines of JSON (application/x-ndjson): name, ok, detail' } },
})

const connect = apiRoute('connections:write', {
  method: 'post',
  path: '/setup/connections',
  tags: ['Connections'],
  summary: 'Write a connection into rapport.yaml; pasted secrets are stored sealed, and referred to there',
  request: jsonBody(
    givenDraft.extend({
      version: z.string().max(64).describe('The version of rapport.yaml that was seen'),
    }),
  ),
  responses: {
    201: json(
      z.object({
        name: z.string(),
        version: z.string(),
        stored: z.array(z.string()).describe('The names under which pasted secrets are stored'),
      }),
      'The connection',
    ),
  },
})

export const setupRoutes = (server: Server) =>
  apiRouter()
    .openapi(connectors, async (c) => {
      const workspace = await server.current()
      const redirectUri = consentCallback(server.origin)
      const items = [...workspace.connectors.values()].map((connector) =>
        offerConnector(connector, redirectUri),
      )
      const secrets = (await listSecrets(workspace)).map(({ storedAt, ...secret }) => ({
        ...secret,
        storedAt: storedAt.toISOString(),
      }))
      return c.json(
        {
          ...{ items, secrets, redirectUri, taken: Object.keys(workspace.config.connections) },
          version: await configurationVersion(server.configuration),
        },
        200,
      )
    })
    .openapi(check, async (c) => {
      const principal = c.get('principal')
      const { draft } = await withConsented(
        server,
        await server.current(),
        c.req.valid('json'),
        consentOwner(c, principal),
      )
      const placed = placePasted(draft)
      const workspace = await workspaceWithDraft(server, placed, principal)
      await audit(
        server.workspace.store.db,
        principal.actor,
        'connection.try',
        `connection ${draft.name}`,
        triedOf(placed),
      )
      return new Response(streamOf(lines(server, workspace, draft.name, c.req.raw.signal)), {
        headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
      })
    })
    .openapi(connect, async (c) => {
      const { version, ...given } = c.req.valid('json')
      const principal = c.get('principal')
      const { actor } = principal
      const workspace = await server.current()
      const { draft, consents } = await withConsented(server, workspace, given, consentOwner(c, principal))
      const names = new Set((await listSecrets(workspace)).map(({ name }) => name))
      const placed = placeSecrets(draft, (key) => {
        const name = freeName(`${draft.name}.${key}`.slice(0, 95), names)
        names.add(name)
        return { name, reference: `stored:${name}` }
      })
      const { redactor } = await workspaceWithDraft(server, placed, c.get('principal'))
      const replaced = Object.values(workspace.config.connections[draft.name]?.auth ?? {})
      const stored = [...placed.pasted.keys()]
      // Until the connection is saved and used, what was pasted is a word that somebody tried.
      const storing = { ...workspace, redactor }
      for (const [name, secret] of placed.pasted) await storeSecret(storing, { name, secret, by: actor })
      const edited = await editConfiguration(server, {
        ...{ actor, action: 'connection.connect', subject: `connection ${draft.name}`, version },
        detail: { connector: draft.connector, stored },
        change: (document, before) => {
          if (Object.hasOwn(before.connections, draft.name) && !draft.replace) throw taken(draft.name)
          writeDraft(placed)(document)
        },
      }).catch(async (error: unknown) => {
        for (const name of stored) await removeSecret(workspace, name)
        throw error
      })
      // From here on rapport.yaml refers to what is stored: what cannot be cleared away of before undoes nothing.
      for (const cleared of await Promise.allSettled([
        removeUnused(workspace, replaced, JSON.stringify(edited.configuration)),
        ...consents.map((id) => forgetConsent(workspace, id)),
      ])) {
        if (cleared.status === 'fulfilled') continue
        server.log.error(
          { err: safeCause(cleared.reason, redactor), connection: draft.name },
          'a connection is saved; what is stored of before, and not used any more, was not all removed ("npx rapport secrets list" shows it)',
        )
      }
      return c.json({ name: draft.name, version: edited.version, stored }, 201)
    })
    .route('/', setupConsentRoutes(server))

/** What the audit keeps of a try: whose secrets went where. */
function triedOf({ draft, auth, pasted }: PlacedDraft) {
  const { connector, settings } = draft
  const references = Object.values(auth).filter(
    (value) => isSecretReference(value) && ![...pasted.keys()].some((name) => value === `env:${name}`),
  )
  const addresses = Object.values(settings).filter(
    (value) => typeof value === 'string' && URL.canParse(value),
  )
  return { connector, references, addresses }
}

async function* lines(
  server: Server,
  workspace: Workspace,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const either = AbortSignal.any([signal, server.closing])
  try {
    for await (const line of checkLines(workspace, name, either)) yield `${JSON.stringify(line)}\n`
  } catch (error) {
    // The log knows nothing of what was pasted.
    const err = safeCause(error, workspace.redactor)
    server.log.error({ err, connection: name }, 'a check of a connection failed')
  }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(name)) return name
  }
}

/** Stored secrets that a connection referred to before it was set up anew, and nothing does any more. */
async function removeUnused(
  workspace: Workspace,
  references: readonly string[],
  configuration: string,
): Promise<void> {
  for (const reference of references) {
    if (!reference.startsWith('stored:') || configuration.includes(JSON.stringify(reference))) continue
    await removeSecret(workspace, reference.slice('stored:'.length))
  }
}
