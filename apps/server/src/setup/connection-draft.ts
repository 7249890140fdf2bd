import { z } from '@hono/zod-openapi'
import { type AnyConnector, ConnectorError, Redactor } from '@rapport/connector'
import { mustBePublic, type Workspace } from '@rapport/run'
import type { Document } from 'yaml'
import type { Principal } from '../access/principal.ts'
import { tryEdit } from '../configuration/edit-configuration.ts'
import { setValues } from '../configuration/set-values.ts'
import { type Problem, ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { filesProblem, secretsProblem } from './allowed-in-draft.ts'

/** A name of a connection, as the page takes it. */
export const connectionName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'use letters, digits, ".", "_" and "-", up to 63 of them')

const text = z.string().min(1).max(20_000)

const givenKey = [
  z.strictObject({ value: text.describe('As it is, for what is no secret') }),
  z.strictObject({ reference: text.describe('env:NAME, file:path or stored:NAME') }),
  z.strictObject({ secret: text.describe('The secret itself: stored sealed, and never shown again') }),
] as const
const consentKey = z.strictObject({
  consent: text.describe('The id of a sign-in in a browser that went well: what it gave'),
})

/** A connection that is about to be made. A pasted secret goes in, and never comes back. */
export const connectionDraft = z.strictObject({
  name: connectionName,
  connector: z.string().min(1).max(64),
  auth: z.record(z.string().max(64), z.union(givenKey)).default({}),
  settings: z.record(z.string().max(64), z.unknown()).default({}),
  streams: z.array(z.string().max(64)).min(1).nullable().default(null),
  replace: z.boolean().default(false).describe('Set up anew the connection of this name'),
})
export type ConnectionDraft = z.infer<typeof connectionDraft>

/** The same as it is sent: a key may be what came of a sign-in in a browser. */
export const givenDraft = connectionDraft.extend({
  auth: z.record(z.string().max(64), z.union([...givenKey, consentKey])).default({}),
})
export type GivenDraft = z.infer<typeof givenDraft>

/** The draft without what earlier sign-ins gave. */
export function withoutConsents(given: GivenDraft): ConnectionDraft {
  const auth: ConnectionDraft['auth'] = {}
  for (const [key, value] of Object.entries(given.auth)) if (!('consent' in value)) auth[key] = value
  return { ...given, auth }
}

/** A draft with where each of its pasted secrets will be: `auth` holds values and references alone. */
export interface PlacedDraft {
  readonly draft: ConnectionDraft
  readonly auth: Readonly<Record<string, string>>
  /** By the name that it is referred to by. */
  readonly pasted: ReadonlyMap<string, string>
}

/** Replaces each pasted secret by a reference; `refer` says to what. */
export function placeSecrets(
  draft: ConnectionDraft,
  refer: (key: string) => { readonly reference: string; readonly name: string },
): PlacedDraft {
  const auth: Record<string, string> = {}
  const pasted = new Map<string, string>()
  for (const [key, given] of Object.entries(draft.auth)) {
    if ('value' in given) auth[key] = given.value
    else if ('reference' in given) auth[key] = given.reference
    else {
      const { reference, name } = refer(key)
      auth[key] = reference
      pasted.set(name, given.secret)
    }
  }
  return { draft, auth, pasted }
}

/** Places pasted secrets for a test alone: they are stored nowhere. */
export const placePasted = (draft: ConnectionDraft): PlacedDraft =>
  placeSecrets(draft, (key) => {
    const name = `RAPPORT_PASTED_${key.toUpperCase()}`
    return { name, reference: `env:${name}` }
  })

/** Writes a draft into the document. */
export const writeDraft =
  ({ draft, auth }: PlacedDraft) =>
  (document: Document): void => {
    const { name, connector, settings, streams } = draft
    setValues(document, ['connections', name], {
      connector,
      auth: Object.keys(auth).length === 0 ? undefined : auth,
      settings: Object.keys(settings).length === 0 ? undefined : settings,
      streams: streams ?? undefined,
    })
  }

/**
 * The workspace as it would be with a draft, everything about it checked. Nothing is written, and what was pasted is taken out of what is
 * said of this draft alone: it may be any word, which would go missing elsewhere.
 * @throws ProblemError 422 that names what does not fit; 409 where the name is taken.
 */
export async function workspaceWithDraft(
  server: Server,
  placed: PlacedDraft,
  principal: Principal,
): Promise<Workspace> {
  const { draft } = placed
  const current = await server.current()
  const connector = current.connectors.get(draft.connector)
  if (connector === undefined) throw invalid('connector', `there is no connector "${draft.connector}"`)
  if (Object.hasOwn(current.config.connections, draft.name) && !draft.replace) throw taken(draft.name)
  const named = secretsProblem(
    connector,
    placed,
    { ...current, configurationFile: server.configuration?.file ?? null },
    principal,
  )
  if (named !== null) throw invalid(named.at, named.message)
  const config = await tryEdit(server.configuration, writeDraft(placed))
  const redactor = new Redactor(current.redactor)
  const workspace = { ...current, config, redactor }
  const settings = connector.settings.safeParse(config.connections[draft.name]?.settings)
  if (!settings.success) throw invalid('settings', 'do not fit the connector')
  const outside = await filesProblem(connector, settings.data, current.folder)
  if (outside !== null) throw invalid('settings', outside)
  await refusePrivate(workspace, draft.name, connector, settings.data)
  // What was pasted is not yet stored: the check finds it where the reference says.
  const environment = { ...workspace.environment }
  for (const [name, secret] of placed.pasted) {
    environment[name] = secret
    redactor.add(secret.trim())
  }
  return { ...workspace, environment, tokens: new Map() }
}

async function refusePrivate(
  workspace: Workspace,
  name: string,
  connector: AnyConnector,
  settings: unknown,
): Promise<void> {
  try {
    await mustBePublic(workspace.config, { name, connector, settings })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    throw invalid('settings', workspace.redactor.redact(error.message), 'private-address')
  }
}

export const taken = (name: string): ProblemError =>
  new ProblemError(
    409,
    'taken',
    `There is a connection "${name}" already: choose another name, or set that one up anew.`,
  )

export function invalid(at: string, message: string, kind = 'invalid'): ProblemError {
  const errors: Problem['errors'] = [{ path: at, message }]
  return new ProblemError(422, kind, `${at}: ${message}`, { errors })
}
