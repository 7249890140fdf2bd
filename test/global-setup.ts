import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { withOptions } from '../core/store/src/database-url.ts'
import { startEmbedded } from '../core/store/src/embedded/cluster.ts'
import { testDatabaseVariable } from '../core/store/src/testing/workspace.ts'

/** One embedded Postgres for the whole test run; every test has a workspace of its own in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-test-postgres-'))
  const postgres = await startEmbedded(folder)
  // What tests store need not outlive a power cut, and waiting for the disk after every commit takes a third of their time.
  process.env[testDatabaseVariable] = withOptions(postgres.url, '-c synchronous_commit=off')
  return async () => {
    await postgres.close()
    await rm(folder, { recursive: true, force: true })
  }
}
