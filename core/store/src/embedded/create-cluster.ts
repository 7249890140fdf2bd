import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { StoreError } from '../errors.ts'
import type { Cluster } from './locate-cluster.ts'
import { runProgram } from './run-program.ts'

/** Creates the cluster unless it exists. Returns the password. */
export async function createIfMissing(cluster: Cluster): Promise<string> {
  const passwordFile = path.join(cluster.home, 'password')
  const exists = await stat(path.join(cluster.data, 'PG_VERSION')).catch(() => null)
  if (exists !== null) return readPassword(passwordFile)
  // Made beside and renamed, so that a creation that was interrupted never looks finished. Under a name of its own: the
  // initdb of a process that was killed may still be writing.
  await removeUnfinished(cluster)
  const made = `${cluster.data}.creating-${randomBytes(4).toString('hex')}`
  const password = randomBytes(24).toString('hex')
  const forInitdb = path.join(cluster.home, 'initial-password')
  try {
    await mkdir(made, { recursive: true, mode: 0o700 })
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    await writeFile(forInitdb, `${password}\n`, { mode: 0o600 })
    if (cluster.user !== null) {
      await chmod(cluster.home, 0o755)
      for (const file of [made, forInitdb]) await chown(file, cluster.user.uid, cluster.user.gid)
    }
    await runProgram(cluster, cluster.binaries.initdb, [
      `--pgdata=${made}`,
      '--username=rapport',
      '--auth=scram-sha-256',
      `--pwfile=${forInitdb}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ])
    await rename(made, cluster.data)
  } finally {
    await rm(forInitdb, { force: true })
    await removeUnfinished(cluster)
  }
  return password
}

/** Removes what creations left that were interrupted, as far as nobody writes there any more. */
async function removeUnfinished(cluster: Cluster): Promise<void> {
  const prefix = `${path.basename(cluster.data)}.creating`
  for (const name of await readdir(cluster.home)) {
    if (!name.startsWith(prefix)) continue
    await rm(path.join(cluster.home, name), { recursive: true, force: true }).catch(() => {})
  }
}

async function readPassword(file: string): Promise<string> {
  const password = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (password !== '') return password
  throw new StoreError(
    `the password of the embedded Postgres is missing: restore ${file} from a backup, or move ${path.dirname(file)} away to start empty`,
  )
}
