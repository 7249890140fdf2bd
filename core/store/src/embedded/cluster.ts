import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { createIfMissing } from './create-cluster.ts'
import { diskFullAt, explainServerError, isFullDisk, lengthOf } from './full-disk.ts'
import { type Cluster, locateCluster } from './locate-cluster.ts'
import { withLockFile } from './lock-file.ts'
import { readyPort } from './postmaster.ts'
import { isRunning, nameProcess } from './processes.ts'
import { startServer, stopServer } from './server.ts'

/** A running embedded Postgres that this process uses. */
export interface EmbeddedPostgres {
  /** Connection string for the database `rapport` on the loopback interface. */
  readonly url: string
  /** What an error means that came of using it: also whether its disk is full, by which it stops without a word to its clients. */
  explain(error: unknown): Promise<unknown>
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
  const traces = { home, log, logBefore: await lengthOf(log) }
  const explain = (error: unknown): Promise<unknown> => explainServerError(error, traces)
  try {
    return { ...(await startOrJoin(cluster)), explain }
  } catch (error) {
    throw isFullDisk(error) ? await diskFullAt(home, error) : await explain(error)
  }
}

async function startOrJoin(cluster: Cluster): Promise<Omit<EmbeddedPostgres, 'explain'>> {
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
      const port = (await readyPort(cluster.data)) ?? (await startServer(cluster))
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
