import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { authenticationKeysOf, isSecretReference } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import type { Workspace } from '@rapport/run'
import type { Principal } from '../access/principal.ts'
import type { PlacedDraft } from './connection-draft.ts'
import { type OwnFiles, referenceProblem } from './reference-problem.ts'

/** What a draft may not have, and where it stands. */
export interface DraftProblem {
  readonly at: string
  readonly message: string
}

/**
 * Why a draft may not name the secrets that it names; null where it may. Whoever could name any secret beside any address could have
 * it sent there: an owner may name those of the machine, everybody else keeps what the connection has, for the addresses that it has.
 */
export function secretsProblem(
  connector: AnyConnector,
  placed: PlacedDraft,
  { config, ...files }: Pick<Workspace, 'config'> & OwnFiles,
  { role, by }: Pick<Principal, 'role' | 'by'>,
): DraftProblem | null {
  const { draft, auth } = placed
  const connections: Readonly<Record<string, Workspace['config']['connections'][string] | undefined>> =
    config.connections
  const before = Object.hasOwn(connections, draft.name) ? connections[draft.name] : undefined
  const staysThere =
    before !== undefined &&
    before.connector === draft.connector &&
    isDeepStrictEqual(addressesOf(connector, before.settings), addressesOf(connector, draft.settings))
  const named = (reference: string, isKept: boolean): string | null => {
    const problem = referenceProblem(reference, files)
    if (problem !== null || (role === 'owner' && by === 'session') || (staysThere && isKept)) return problem
    return 'only an owner may name a secret that is kept elsewhere: paste it'
  }
  const secrets = secretKeys(connector)
  for (const [key, given] of Object.entries(draft.auth)) {
    const problem =
      'secret' in given
        ? secrets.has(key)
          ? null
          : 'is no secret: give it as a value'
        : 'value' in given
          ? secrets.has(key) || isSecretReference(given.value)
            ? 'is a secret: give a reference, or paste it'
            : null
          : named(auth[key] ?? '', before?.auth[key] === auth[key])
    if (problem !== null) return { at: `auth.${key}`, message: problem }
  }
  for (const [name, value] of Object.entries(draft.settings)) {
    const isKept = isDeepStrictEqual(before?.settings[name], value)
    for (const inner of textsIn(value)) {
      const problem = isSecretReference(inner) ? named(inner, isKept) : null
      if (problem !== null) return { at: `settings.${name}`, message: problem }
    }
  }
  return null
}

function secretKeys(connector: AnyConnector): ReadonlySet<string> {
  const keys = connector.authentication.flatMap(({ schema }) => authenticationKeysOf(schema))
  return new Set(keys.filter(({ secret }) => secret).map(({ name }) => name))
}

/** All addresses that settings say, in whatever way. */
function addressesOf(connector: AnyConnector, settings: unknown): readonly unknown[] {
  const parsed = connector.settings.safeParse(settings)
  if (!parsed.success) return [settings]
  const written = [...textsIn(parsed.data)].filter((text) => URL.canParse(text))
  return [connector.baseUrl(parsed.data), connector.hosts?.(parsed.data) ?? [], written]
}

/** Why the page may not have these files read; null where it may: they lie in the folder of rapport.yaml, and are not the server's own. */
export async function filesProblem(
  connector: AnyConnector,
  settings: unknown,
  folder: string,
): Promise<string | null> {
  const real = (file: string): Promise<string> => realpath(file).catch(() => file)
  const root = await real(folder)
  for (const file of connector.files?.(settings) ?? []) {
    // A link may lead out of the folder.
    const below = path.relative(root, await real(path.resolve(root, file)))
    const steps = below.split(path.sep)
    if (path.isAbsolute(below) || steps.includes('..'))
      return `${file} is not in the folder of rapport.yaml: put it there, or write its path into rapport.yaml yourself`
    if (steps[0] === '.rapport') return `${file} is the server's own`
  }
  return null
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner)
}
