import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { withOptions } from '../core/store/src/database-url.ts'
import { startEmbedded } from '../core/store/src/embedded/cluster.ts'
import { openStore } from '../core/store/src/open.ts'
import {
  createWorkspacePool,
  newWorkspaceName,
  testDatabaseVariable,
} from '../core/store/src/testing/workspace-pool.ts'

/** One embedded Postgres for the whole test run; every test has a workspace of its own in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-test-postgres-'))
  const postgres = await startEmbedded(folder)
  await hurry(postgres.url)
  const url = withOptions(postgres.url, '-c synchronous_commit=off')
  const store = await openStore({ workspace: newWorkspaceName(), databaseUrl: url, folder })
  await store.close()
  await createWorkspacePool(url, store.workspace)
  process.env[testDatabaseVariable] = url
  return async () => {
    await postgres.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What tests store need not outlive a power cut, and their password need not be hard to guess: both would cost most of their time. */
async function hurry(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const setting of ['fsync = off', 'full_page_writes = off']) {
      await client.query(`alter system set ${setting}`)
    }
    await client.query('select pg_reload_conf()')
    await client.query('set scram_iterations = 1')
    // The same password, hashed anew.
    const { username, password } = new URL(url)
    await client.query(
      `alter role ${client.escapeIdentifier(username)} password ${client.escapeLiteral(decodeURIComponent(password))}`,
    )
  } finally {
    await client.end()
  }
}
