import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectorError } from '@rapport/connector'
import { type FileKind, fileNames, type Settings } from './settings.ts'

/** A file that is there, and what tells it from its earlier and later versions. */
export interface SourceFile {
  readonly path: string
  /** The first part of the file, decoded; the header line of a table is in it. */
  readonly head: string
  /** Changes whenever size, modification time, first or last part of the file change. */
  readonly fingerprint: string
}

/** The header must be within this many bytes, and as many at each end go into the fingerprint. */
const sampleBytes = 64 * 1024

/**
 * Finds the file of a kind.
 * @returns null where the folder has no such file; that kind is then not offered.
 * @throws ConnectorError of kind `config` where a file named in the settings is missing, or a file cannot be read.
 */
export async function findFile(settings: Settings, kind: FileKind): Promise<SourceFile | null> {
  const named = settings.files?.[kind]
  const path = named ?? (settings.folder === undefined ? null : join(settings.folder, fileNames[kind]))
  if (path === null) return null
  try {
    return await openFile(path)
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && named === undefined) return null
    const advice = code === 'ENOENT' ? 'correct the path in the settings' : 'let this user read the file'
    throw new ConnectorError('config', `${path} cannot be read (${code}): ${advice}`, { cause: error })
  }
}

/** The files of these kinds that are there, by kind. Fails as `findFile` does. */
export async function findFiles(
  settings: Settings,
  ...kinds: readonly FileKind[]
): Promise<Partial<Record<FileKind, SourceFile>>> {
  const found: Partial<Record<FileKind, SourceFile>> = {}
  for (const kind of kinds) {
    const file = await findFile(settings, kind)
    if (file !== null) found[kind] = file
  }
  return found
}

/** Opens a file by its path. Fails as the file system does, and where it is UTF-16. */
export async function openFile(path: string): Promise<SourceFile> {
  const { size, mtimeMs } = await stat(path)
  const file = await open(path)
  try {
    const length = Math.min(size, sampleBytes)
    const { buffer: first } = await file.read(Buffer.alloc(length), 0, length, 0)
    const { buffer: last } = await file.read(Buffer.alloc(length), 0, length, size - length)
    if (first[0] === 0xff || first[0] === 0xfe) {
      throw new ConnectorError('config', `${path} is UTF-16: save it as UTF-8 ("CSV UTF-8" in a spreadsheet)`)
    }
    const digest = createHash('sha256').update(first).update(last).digest('base64url').slice(0, 16)
    return { path, head: first.toString('utf8'), fingerprint: `${size}-${Math.round(mtimeMs)}-${digest}` }
  } finally {
    await file.close()
  }
}
