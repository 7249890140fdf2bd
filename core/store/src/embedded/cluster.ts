import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { createIfMissing } from './create-cluster.ts'
import { diskFullAt, explainServerError, isFullDisk, lengthOf } from './full-disk.ts'
import { type Cluster, locateCluster } from './locate-cluster.ts'
import { withLockFile } from './lock-file.ts'
import { findPostmaster, readyPort } from './postmaster.ts'
import { isRunning, nameProcess } from './processes.ts'
import { startServer, stopServer } from './server.ts'

/** A running embedded Postgres that this process uses. */
export interface EmbeddedPostgres {
  /** Connection string for the database `rapport` on the loopback interface. */
  readonly url: string
  /** What an error means that came of using it: also whether its disk is full, by which it stops without a word to its clients. */
  explain(error: unknown): Promise<unknown>
  /**
   * Starts it again where it has stopped, at the same address: once it could not recover, for want of space for example, it stays down until
   * somebody needs it. For whoever uses it for long; asked for every moment, it tries every few seconds.
   * @throws what keeps it from starting.
   */
  revive(): Promise<void>
  /** Leaves the cluster; the last process to leave stops it. */
  close(): Promise<void>
}

/**
 * Starts the Postgres in `folder`, or joins it where it already runs. Creates it at first use: loopback only, random
 * password in a file that only its owner can read. Processes that were killed leave nothing behind that the next call
 * cannot recover: a stale postmaster.pid is Postgres's own to judge, a stale user file is ignored.
 * @throws DiskFullError that says which disk is full.
 * @throws StoreError that says to set DATABASE_URL where the platform has no binaries or they do not start.
 */
export async function startEmbedded(folder: string): Promise<EmbeddedPostgres> {
  const cluster = await locateCluster(folder)
  const { home, log } = cluster
  const logBefore = await lengthOf(log)
  const explain = (error: unknown): Promise<unknown> => explainServerError(error, { home, log, logBefore })
  /** What keeps the server from starting stands in its log after `from`. */
  const explained = async <T>(work: Promise<T>, from: number): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw isFullDisk(error)
        ? await diskFullAt(home, error)
        : await explainServerError(error, { home, log, logBefore: from })
    }
  }
  const joined = await explained(startOrJoin(cluster), logBefore)
  let tried: { readonly at: number; readonly outcome: Promise<void> } | null = null
  const revive = async (): Promise<void> => {
    if (tried === null || performance.now() - tried.at > reviveMs) {
      const outcome = lengthOf(log).then((from) => explained(startAgain(cluster, joined.port), from))
      tried = { at: performance.now(), outcome }
    }
    await tried.outcome
  }
  return { url: joined.url, close: joined.close, explain, revive }
}

/** A server that has stopped is started again so often at most, in milliseconds. */
const reviveMs = 5_000

/** The lock of whoever starts or stops the server. */
const lockOf = ({ home }: Cluster): string => path.join(home, 'lifecycle.lock')

async function startAgain(cluster: Cluster, port: number): Promise<void> {
  await withLockFile(lockOf(cluster), async () => {
    if ((await findPostmaster(cluster.data)) === null) await startServer(cluster, port)
  })
}

/** The cluster as this process uses it. */
interface Joined extends Pick<EmbeddedPostgres, 'url' | 'close'> {
  readonly port: number
}

async function startOrJoin(cluster: Cluster): Promise<Joined> {
  const lock = lockOf(cluster)
  await mkdir(path.join(cluster.home, 'users'), { recursive: true })
  const userFile = path.join(
    cluster.home,
    'users',
    `${nameProcess(process.pid)}-${randomBytes(3).toString('hex')}`,
  )
  const { url, port } = await withLockFile(lock, async () => {
    await writeFile(userFile, '')
    try {
      const password = await createIfMissing(cluster)
      const port = (await readyPort(cluster.data)) ?? (await startServer(cluster))
      return { port, url: `postgres://rapport:${password}@127.0.0.1:${port}/postgres` }
    } catch (error) {
      await rm(userFile, { force: true })
      throw error
    }
  })
  let closed = false
  return {
    url,
    port,
    close: async () => {
      if (closed) return
      closed = true
      const leave = async (): Promise<void> => {
        await rm(userFile, { force: true })
        if ((await liveUsers(cluster)) === 0) await stopServer(cluster, url)
      }
      await withLockFile(lock, leave).catch((error: unknown) => {
        // On a full disk nobody can lock, and so nobody can join.
        if (!isFullDisk(error)) throw error
        return leave()
      })
    },
  }
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
