import { chown, open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { UnreachableError } from '../errors.ts'
import { endedOnFullDisk, endOf, lengthOf } from './full-disk.ts'
import type { Cluster } from './locate-cluster.ts'
import { findPostmaster } from './postmaster.ts'
import { runProgram } from './run-program.ts'

/** How often another port is tried, when somebody takes the free one before Postgres does. */
const portAttempts = 3

/**
 * Starts the server. Returns its port: the same as the last time where it is free, so that whoever used the server then finds it again.
 * With `only` it is that one or none.
 */
export async function startServer(cluster: Cluster, only: number | null = null): Promise<number> {
  const { log, user } = cluster
  const handle = await open(log, 'a', 0o600)
  await handle.close()
  if (user !== null) await chown(log, user.uid, user.gid)
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === 1 ? await lastPort(cluster) : null
    const port = only ?? last ?? (await freePort())
    const before = await lengthOf(log)
    try {
      await startOn(cluster, port, before)
      return port
    } catch (cause) {
      const said = await endOf(log, before)
      if (only === null && attempt < portAttempts && /address already in use|could not bind/i.test(said))
        continue
      const words = said.trim().split('\n').slice(-3).join(' ')
      throw new UnreachableError(
        `the embedded Postgres did not start: ${words || 'no log'}. Free the cause, or set DATABASE_URL to a Postgres server`,
        { cause },
      )
    }
  }
}

async function startOn(cluster: Cluster, port: number, logBefore: number): Promise<void> {
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories=''`,
    '-c max_connections=200',
    '-c shared_buffers=128MB',
    '-c max_wal_size=2GB',
    '-c checkpoint_timeout=15min',
  ]
  const where = ['-D', cluster.data, '-l', cluster.log]
  const ended = new AbortController()
  // Whoever ends it is waited for, too: the lock is held until nothing is left of the attempt.
  const outcomes = await Promise.allSettled([
    runProgram(cluster, cluster.binaries.pgCtl, [
      ...['start', '-w', '-t', '60', ...where, '-o', settings.join(' ')],
    ]).finally(() => ended.abort()),
    endOnFullDisk(cluster, logBefore, ended.signal),
  ])
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** So often the log of a server that starts is looked at, in milliseconds. */
const lookMs = 200

/** Ends a server that finds its disk full as it starts. It may try for ever: recover, fail to note that, crash, and recover again. */
async function endOnFullDisk(cluster: Cluster, logBefore: number, started: AbortSignal): Promise<void> {
  while (!started.aborted) {
    if (await endedOnFullDisk(cluster.log, logBefore)) return end(cluster, 'immediate')
    await pause(lookMs, undefined, { signal: started }).catch(() => {})
  }
}

/**
 * Stops the server. One that was told to while it recovers from a crash of its own, because its disk is full for example, would wait for
 * ever for processes that it does not tell (Postgres 18): it is ended at once, since it has nothing to finish, and recovers when it is started.
 */
export async function stopServer(cluster: Cluster, url: string): Promise<void> {
  if (await takesNoConnections(cluster, url)) return end(cluster, 'immediate')
  // It may crash after it was asked.
  await end(cluster, 'fast').catch(() => end(cluster, 'immediate'))
}

async function end(cluster: Cluster, mode: 'fast' | 'immediate'): Promise<void> {
  try {
    await runProgram(cluster, cluster.binaries.pgCtl, ['stop', '-w', '-m', mode, '-D', cluster.data])
  } catch (error) {
    // Somebody else stopped it, or it died: there is nothing left to stop.
    if ((await findPostmaster(cluster.data)) !== null) throw error
  }
}

/** What a server that recovers answers; where it does so again and again, it may not listen at all. */
const recovers: readonly unknown[] = ['57P03', 'ECONNREFUSED']

/**
 * Whether the server says that it cannot take connections now. That it refuses one, because of its password for example or since it has none
 * left, or is slow to answer, says nothing of the kind.
 */
async function takesNoConnections({ data }: Cluster, url: string): Promise<boolean> {
  const found = await findPostmaster(data)
  if (found === null) return false
  // Somebody else may have started it again, at another port.
  const now = new URL(url)
  now.port = String(found.port)
  const client = new pg.Client({ connectionString: now.href, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && recovers.includes(error.code)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The port that the server had the last time, by the options that it notes; null where it never ran. */
async function lastPort({ data }: Cluster): Promise<number | null> {
  const options = await readFile(path.join(data, 'postmaster.opts'), 'utf8').catch(() => '')
  const port = /"-p" "(\d+)"/.exec(options)?.[1]
  return port === undefined ? null : Number(port)
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
