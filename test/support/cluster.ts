import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'

/** Where the server keeps its data. */
export async function dataDirectory({ db }: Pick<Store, 'db'>): Promise<string> {
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(db)
  return rows[0]?.data_directory ?? ''
}

/** The processes whose command line names the folder. */
export async function processesOf(directory: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args='])
  return stdout.split('\n').filter((line) => line.includes(directory))
}

/**
 * Closes what has an embedded Postgres open, and removes all it keeps: as root that may lie outside the folder it was started for, where Postgres's
 * own user may enter.
 */
export async function removeCluster(
  store: Pick<Store, 'db'>,
  opened: { close(): Promise<void> },
): Promise<void> {
  const directory = await dataDirectory(store)
  await opened.close()
  await rm(path.dirname(directory), { recursive: true, force: true })
}
