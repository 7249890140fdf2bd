import { rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { dataDirectory } from './cluster.ts'
import type { Installation } from './installation.ts'

/** Takes nothing that is written to it, as a full disk does. Only Linux has it. */
export const fullDevice = '/dev/full'

/** A disk that takes nothing more, until it is given space. */
export interface FullDisk extends AsyncDisposable {
  /** Where the database that fills it has its data. */
  readonly directory: string
  giveSpace(): Promise<void>
}

/** An installation whose own database runs out of space for the first row of a table. No command of it may run. */
export async function fillDiskOfTable(installation: Installation, table: string): Promise<FullDisk> {
  const store = await installation.openStore()
  const directory = await dataDirectory(store)
  const { rows } = await sql<{ file: string }>`
    select pg_relation_filepath(${table}::regclass) as file where pg_relation_size(${table}::regclass) = 0
  `.execute(store.db)
  await store.close()
  const [row] = rows
  if (row === undefined) throw new Error(`${table} is not empty`)
  return fill(directory, row.file)
}

/** An installation whose own database runs, and now runs out of space for its write-ahead log: then Postgres stops. */
export async function fillDiskOfServer(installation: Installation): Promise<FullDisk> {
  const store = await installation.openStore()
  const directory = await dataDirectory(store)
  const { rows } = await sql<{ file: string }>`
    select pg_walfile_name(pg_current_wal_insert_lsn() + setting::bigint) as file
    from pg_settings where name = 'wal_segment_size'
  `.execute(store.db)
  const disk = await fill(directory, path.join('pg_wal', rows[0]?.file ?? ''))
  // What comes next goes into the file that takes nothing.
  await sql`select pg_switch_wal(), pg_logical_emit_message(true, 'test', 'full')`
    .execute(store.db)
    .catch(() => {})
  await store.close()
  return disk
}

/** Puts the device in the place of a file that Postgres has not opened. */
async function fill(directory: string, name: string): Promise<FullDisk> {
  const file = path.join(directory, name)
  const kept = `${file}.kept`
  const unlessMissing = (error: NodeJS.ErrnoException): void => {
    // The next file of the log is not always made before it is needed.
    if (error.code !== 'ENOENT') throw error
  }
  await rename(file, kept).catch(unlessMissing)
  await symlink(fullDevice, file)
  let isFull = true
  const giveSpace = async (): Promise<void> => {
    if (!isFull) return
    isFull = false
    await rm(file)
    await rename(kept, file).catch(unlessMissing)
  }
  return { directory, giveSpace, [Symbol.asyncDispose]: giveSpace }
}
