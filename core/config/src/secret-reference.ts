import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** A secret that is referred to cannot be had. The message names the reference, never the secret. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
}

/** Where references are looked up. */
export interface SecretSources {
  /** Relative paths of `file:` start here: the folder of `rapport.yaml`. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Opens what was stored under a name; null where nothing was. Left out: nothing is stored here. */
  readonly stored?: (name: string) => Promise<string | null>
}

/** Whether a text refers to a secret instead of being one. */
export function isSecretReference(text: string): boolean {
  return /^(env|file|stored):.+$/.test(text)
}

/** More than this is no token: the path names some other file. */
const longestSecret = 64 * 1024

/**
 * Looks up a secret by its reference: `env:NAME`, `file:path`, or `stored:NAME` for one that was given on the page or to
 * `rapport secrets set`. White space around it is dropped, so a file may end with a line break.
 * @throws SecretError that says which variable or file is missing or empty, and what to do.
 */
export async function resolveSecret(reference: string, sources: SecretSources): Promise<string> {
  const colon = reference.indexOf(':')
  const [kind, name] = [reference.slice(0, colon), reference.slice(colon + 1)]
  if (name !== '' && kind === 'env') return fromEnvironment(name, sources)
  if (name !== '' && kind === 'file') return fromFile(name, sources)
  if (name !== '' && kind === 'stored') return fromStore(name, sources)
  // What stands here may be the secret itself, so it is not repeated.
  throw new SecretError(
    'a secret is not given by reference: write env:NAME, file:path or stored:NAME in rapport.yaml',
  )
}

function fromEnvironment(name: string, { environment }: SecretSources): string {
  const value = environment[name]
  if (value === undefined) {
    throw new SecretError(
      `the environment variable ${name} is not set: set it, for example with "export ${name}=…", and run again`,
    )
  }
  const secret = value.trim()
  if (secret === '') throw new SecretError(`the environment variable ${name} is empty: set it and run again`)
  return secret
}

async function fromStore(name: string, { stored }: SecretSources): Promise<string> {
  const secret = (await stored?.(name))?.trim() ?? ''
  if (secret !== '') return secret
  throw new SecretError(
    `no secret is stored as ${name}: store it with "npx rapport secrets set ${name}", or name another in rapport.yaml`,
  )
}

async function fromFile(path: string, { folder }: SecretSources): Promise<string> {
  const file = resolve(folder, path)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new SecretError(`the secret's file ${file} ${describeReadFailure(cause)}`, { cause })
  }
  if (text.length > longestSecret) {
    throw new SecretError(
      `the secret's file ${file} is too large for a secret: check the path in rapport.yaml`,
    )
  }
  const secret = text.replace(/^\uFEFF/, '').trim()
  if (secret === '') throw new SecretError(`the secret's file ${file} is empty: write the secret into it`)
  return secret
}

function describeReadFailure(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist: create it or correct the path in rapport.yaml'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user: give read permission to its owner (chmod 600) and run as that user'
    case 'EISDIR':
      return 'is a folder: name the file in it'
    default:
      return `cannot be read (${code ?? 'unknown reason'})`
  }
}
