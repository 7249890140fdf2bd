import { chmod, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { resolveSecret } from '@rapport/config'
import { ConnectorError, type Redactor } from '@rapport/connector'
import { SealingKey } from './sealed-text.ts'

/** The variable that holds the key, or a reference to it, where the data folder is not the place to keep one. */
export const keyVariable = 'RAPPORT_SECRET_KEY'

/** Where keys are looked for. */
export interface KeySources {
  /** The folder of `rapport.yaml`. */
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly redactor: Redactor
}

const howToMakeOne = 'make one with "openssl rand -base64 32"'

/** Where the key is kept that RAPPORT_SECRET_KEY does not give. */
export function keyFileOf(folder: string): string {
  return path.join(folder, '.rapport', 'secret.key')
}

/** A key as it is given in a variable: itself, or a reference to it. */
export async function parseGivenKey(given: string, place: string, sources: KeySources): Promise<SealingKey> {
  const text = /^(env|file):/.test(given) ? await resolveSecret(given, sources) : given
  return parse(text, place, sources.redactor)
}

/** Where the key comes from, in words. */
export function keyPlace({ folder, environment }: KeySources): string {
  return environment[keyVariable] ? `the variable ${keyVariable}` : `the file ${keyFileOf(folder)}`
}

/**
 * The key that tokens are kept with: the one of RAPPORT_SECRET_KEY, else the one of the data folder; null where there is none.
 * @throws ConnectorError of kind `config` for what is no key, or one that others can read.
 */
export async function findSealingKey(sources: KeySources): Promise<SealingKey | null> {
  const given = sources.environment[keyVariable]?.trim()
  const place = keyPlace(sources)
  if (given) return parseGivenKey(given, place, sources)
  return readKeyFile(keyFileOf(sources.folder), place, sources.redactor)
}

/** The key of a file; null where there is none. */
export async function readKeyFile(
  file: string,
  place: string,
  redactor: Redactor,
): Promise<SealingKey | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw unreadable(file, error)
  }
  // Windows has no such bits.
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) {
    throw new ConnectorError('config', `${place} can be read by others: chmod 600 it, and run again`)
  }
  return parse(text.trim(), place, redactor)
}

/**
 * The key that tokens are kept with. Where there is none, one is made in the data folder, for its owner alone.
 * @throws ConnectorError of kind `config` where that cannot be.
 */
export async function obtainSealingKey(sources: KeySources): Promise<SealingKey> {
  const found = await findSealingKey(sources)
  if (found !== null) return found
  const file = keyFileOf(sources.folder)
  const key = SealingKey.random()
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await createFile(file, `${key.toText()}\n`)
    // The mode there is cut by the umask, never widened; this states it where the file system gives another.
    await chmod(file, 0o600)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return obtainSealingKey(sources)
    throw unreadable(file, error)
  }
  sources.redactor.add(key.toText())
  return key
}

/** Creates a file. On a full disk none stays: half a key would be in the way of a whole one. */
async function createFile(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

function parse(text: string, place: string, redactor: Redactor): SealingKey {
  redactor.add(text)
  try {
    return SealingKey.parse(text)
  } catch {
    // The cause could show the key.
    throw new ConnectorError('config', `${place} holds no key of 32 bytes in base64 or hex: ${howToMakeOne}`)
  }
}

function unreadable(file: string, cause: unknown): ConnectorError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ConnectorError(
    'config',
    `the key that tokens are kept with cannot be had from ${file} (${reason}): set ${keyVariable} to one (${howToMakeOne}), or to file:path`,
    { cause },
  )
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
