import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * By these a folder refuses a new file, a file that is mounted by itself, as in a container, another one in its place, and the system to
 * give a file to somebody else.
 */
const onlyItsText: readonly unknown[] = ['EACCES', 'EPERM', 'EBUSY', 'EINVAL', 'ENOSYS', 'ENOTSUP']

/**
 * Puts text in the place of a file's, or into a new file. What was there stays where the disk is full, or the process dies meanwhile. Whose
 * the file is and who may read it stays as it was: where another file could not be made so, only its text is written.
 * @throws the system's error where it cannot be written.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file)
  const before = await stat(target).catch(() => null)
  const beside = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomBytes(6).toString('hex')}`,
  )
  try {
    if (before !== null) await access(target, constants.W_OK)
    await writeBeside(beside, text, before)
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    if (!(error instanceof Error && 'code' in error && onlyItsText.includes(error.code))) throw error
    await writeFile(target, text)
  }
}

/** Writes a new file, for those whom the one is for that it is to replace. */
async function writeBeside(file: string, text: string, before: Stats | null): Promise<void> {
  await using handle = await open(file, 'wx', before === null ? 0o666 : 0o600)
  await handle.writeFile(text)
  await handle.sync()
  if (before === null) return
  const { uid, gid } = await handle.stat()
  // Only the administrator may give a file away.
  if (uid !== before.uid || gid !== before.gid) await handle.chown(before.uid, before.gid)
  await handle.chmod(before.mode & 0o777)
}
