import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import process from 'node:process'
import { StoreError } from '../errors.ts'
import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { withLockFile } from './lock-file.ts'
import { isReachableByAll, type OperatingUser, postgresUser } from './operating-user.ts'
import { findPostmaster, readyPort } from './postmaster.ts'
import { isRunning, nameProcess } from './processes.ts'

/** Where an embedded cluster lives and whom it runs as. */
interface Cluster {
  /** The folder that belongs to this cluster: data, password, log, and who uses it. */
  readonly home: string
  readonly data: string
  readonly binaries: PostgresBinaries
  readonly user: OperatingUser | null
}

/** A running embedded Postgres that this process uses. */
export interface EmbeddedPostgres {
  /** Connection string for the database `rapport` on the loopback interface. */
  readonly url: string
  /** Leaves the cluster; the last process to leave stops it. */
  close(): Promise<void>
}

/** Used only where Rapport runs as root in a folder that no other user may enter. */
const rootFallback = '/var/lib/rapport'

/**
 * Starts the Postgres in `folder`, or joins it where it already runs. Creates it at first use: loopback only, random
 * password in a file that only its owner can read. Processes that were killed leave nothing behind that the next call
 * cannot recover: a stale postmaster.pid is Postgres's own to judge, a stale user file is ignored.
 * @throws StoreError that says to set DATABASE_URL where the platform has no binaries or they do not start.
 */
export async function startEmbedded(folder: string): Promise<EmbeddedPostgres> {
  const cluster = await locate(folder)
  const lock = path.join(cluster.home, 'lifecycle.lock')
  await mkdir(path.join(cluster.home, 'users'), { recursive: true })
  const userFile = path.join(
    cluster.home,
    'users',
    `${nameProcess(process.pid)}-${randomBytes(3).toString('hex')}`,
  )
  const url = await withLockFile(lock, async () => {
    await writeFile(userFile, '')
    try {
      const password = await createIfMissing(cluster)
      const port = (await readyPort(cluster.data)) ?? (await start(cluster))
      return `postgres://rapport:${password}@127.0.0.1:${port}/postgres`
    } catch (error) {
      await rm(userFile, { force: true })
      throw error
    }
  })
  let closed = false
  return {
    url,
    close: async () => {
      if (closed) return
      closed = true
      const leave = async (): Promise<void> => {
        await rm(userFile, { force: true })
        if ((await liveUsers(cluster)) === 0) await stop(cluster)
      }
      await withLockFile(lock, leave).catch((error: NodeJS.ErrnoException) => {
        // On a full disk nobody can lock, and so nobody can join.
        if (error.code !== 'ENOSPC') throw error
        return leave()
      })
    },
  }
}

async function locate(folder: string): Promise<Cluster> {
  const user = await postgresUser()
  const wanted = path.resolve(folder)
  const here = await findBinaries(null)
  if (user === null) return { home: wanted, data: path.join(wanted, 'data'), binaries: here, user }
  const reachable = (await isReachableByAll(here.root)) && (await isReachableByAll(path.dirname(wanted)))
  if (reachable) return { home: wanted, data: path.join(wanted, 'data'), binaries: here, user }
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  const home = path.join(rootFallback, key)
  const binaries = await findBinaries(path.join(rootFallback, 'postgres-18.4.0-beta.17'))
  return { home, data: path.join(home, 'data'), binaries, user }
}

/** Creates the cluster unless it exists. Returns the password. */
async function createIfMissing(cluster: Cluster): Promise<string> {
  const passwordFile = path.join(cluster.home, 'password')
  const exists = await stat(path.join(cluster.data, 'PG_VERSION')).catch(() => null)
  if (exists !== null) return readPassword(passwordFile)
  // Made beside and renamed, so that a creation that was interrupted never looks finished. Under a name of its own: the
  // initdb of a process that was killed may still be writing.
  await removeUnfinished(cluster)
  const made = `${cluster.data}.creating-${randomBytes(4).toString('hex')}`
  await mkdir(made, { recursive: true, mode: 0o700 })
  const password = randomBytes(24).toString('hex')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const forInitdb = path.join(cluster.home, 'initial-password')
  await writeFile(forInitdb, `${password}\n`, { mode: 0o600 })
  if (cluster.user !== null) {
    await chmod(cluster.home, 0o755)
    for (const file of [made, forInitdb]) await chown(file, cluster.user.uid, cluster.user.gid)
  }
  await run(cluster, cluster.binaries.initdb, [
    `--pgdata=${made}`,
    '--username=rapport',
    '--auth=scram-sha-256',
    `--pwfile=${forInitdb}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]).finally(() => rm(forInitdb, { force: true }))
  await rename(made, cluster.data)
  await removeUnfinished(cluster)
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

/** How often another port is tried, when somebody takes the free one before Postgres does. */
const portAttempts = 3

async function start(cluster: Cluster): Promise<number> {
  const log = path.join(cluster.home, 'postgres.log')
  const handle = await open(log, 'a', 0o600)
  await handle.close()
  if (cluster.user !== null) await chown(log, cluster.user.uid, cluster.user.gid)
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const before = (await stat(log)).size
    try {
      await startOn(cluster, port, log)
      return port
    } catch (cause) {
      const said = (await readFile(log)).subarray(before).toString('utf8').trim()
      if (attempt < portAttempts && /address already in use|could not bind/i.test(said)) continue
      const last = said.split('\n').slice(-3).join(' ')
      throw new StoreError(
        `the embedded Postgres did not start: ${last || 'no log'}. Free the cause, or set DATABASE_URL to a Postgres server`,
        { cause },
      )
    }
  }
}

async function startOn(cluster: Cluster, port: number, log: string): Promise<void> {
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories=''`,
    '-c max_connections=200',
    '-c shared_buffers=128MB',
    '-c max_wal_size=2GB',
    '-c checkpoint_timeout=15min',
  ]
  const where = ['-D', cluster.data, '-l', log]
  await run(cluster, cluster.binaries.pgCtl, ['start', '-w', '-t', '60', ...where, '-o', settings.join(' ')])
}

async function stop(cluster: Cluster): Promise<void> {
  await run(cluster, cluster.binaries.pgCtl, ['stop', '-w', '-m', 'fast', '-D', cluster.data]).catch(
    async (error) => {
      // Somebody else stopped it, or it died: there is nothing left to stop.
      if ((await findPostmaster(cluster.data)) !== null) throw error
    },
  )
}

async function liveUsers(cluster: Cluster): Promise<number> {
  const folder = path.join(cluster.home, 'users')
  let live = 0
  for (const name of await readdir(folder)) {
    if (isRunning(name.split('-')[0] ?? '')) live += 1
    else await rm(path.join(folder, name), { force: true })
  }
  return live
}

function run(cluster: Cluster, program: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      ...(cluster.user ?? {}),
      // Output goes to a pipe only for initdb and for errors: a postmaster that inherits a pipe would keep it open.
      stdio: ['ignore', 'ignore', program === cluster.binaries.initdb ? 'pipe' : 'ignore'],
      cwd: cluster.user === null ? cluster.home : '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...(process.env.TZ ? { TZ: process.env.TZ } : {}) },
    })
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8')
    })
    child.on('error', (cause) =>
      reject(
        new StoreError(
          `the embedded Postgres cannot be run (${program}): set DATABASE_URL to a Postgres server`,
          {
            cause,
          },
        ),
      ),
    )
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new StoreError(`${path.basename(program)} ended with ${code}: ${complaint.trim()}`))
    })
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
