import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { createIfMissing } from './create-cluster.ts'
import { type Cluster, locateCluster } from './locate-cluster.ts'
import { findPostmaster } from './postmaster.ts'
import { startServer, stopServer } from './server.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-server-'))
// Where the tests run as root, Postgres runs as another user, who must get there.
await chmod(folder, 0o755)
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['its password is another one', (port: number) => `postgres://rapport:other@127.0.0.1:${port}/postgres`],
  ['it came back at another port', () => 'postgres://rapport:any@127.0.0.1:1/postgres'],
])('a server is told to finish what it does, though %s', async (_why, addressOf) => {
  const cluster = await locateCluster(folder)
  await createIfMissing(cluster)
  const port = await startServer(cluster)
  const before = (await readFile(cluster.log, 'utf8')).length
  await stopServer(cluster, addressOf(port))
  expect(await findPostmaster(cluster.data)).toBeNull()
  const said = (await readFile(cluster.log, 'utf8')).slice(before)
  expect(said).toContain('received fast shutdown request')
  expect(said).not.toContain('received immediate shutdown request')
})

test.skipIf(process.platform === 'win32')(
  'a server whose disk is full as it starts is gone before its start has failed',
  async () => {
    const home = await mkdtemp(path.join(folder, 'full-'))
    const log = path.join(home, 'postgres.log')
    // A server that ends only some time after its start was given up; the real one does so now and then.
    const pgCtl = path.join(home, 'pg_ctl')
    const script = `#!/bin/sh
      cd ${home}
      case $1 in
        start)
          echo 'FATAL:  could not write to file "pg_wal/1": No space left on device' >> ${log}
          until test -e asked; do sleep 0.05; done
          exit 1;;
        stop)
          touch asked
          sleep 1
          touch gone;;
      esac`
    await writeFile(pgCtl, script, { mode: 0o755 })
    const binaries = { root: home, initdb: '', pgCtl }
    const cluster: Cluster = { home, log, data: path.join(home, 'data'), binaries, user: null }
    await expect(startServer(cluster)).rejects.toThrow('No space left on device')
    expect((await stat(path.join(home, 'gone'))).isFile()).toBe(true)
  },
)
