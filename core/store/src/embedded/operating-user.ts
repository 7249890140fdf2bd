import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { StoreError } from '../errors.ts'

/** The user that Postgres runs as. */
export interface OperatingUser {
  readonly uid: number
  readonly gid: number
}

/**
 * Postgres refuses to run as root. Where Rapport itself runs as root, Postgres runs as the system's `postgres` user, else as
 * `nobody`; anywhere else as the same user (null).
 */
export async function postgresUser(): Promise<OperatingUser | null> {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return null
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new StoreError(
    'Postgres cannot run as root and this system has no "postgres" or "nobody" user: run Rapport as another user, or set DATABASE_URL',
  )
}

/** Whether everybody may pass through every folder down to `folder`, as far as it exists. */
export async function isReachableByAll(folder: string): Promise<boolean> {
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const found = await stat(current).catch(() => null)
    if (found !== null && (found.mode & 0o001) === 0) return false
    if (current === path.dirname(current)) return true
  }
}
