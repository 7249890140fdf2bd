import { createWriteStream } from 'node:fs'
import { realpath, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CommandError } from '../command-error.ts'
import { unwritable } from '../unwritable.ts'

/**
 * Writes text into a file, in place of what was there. Where it cannot be written to its end, or a part cannot be made, nothing is left of
 * it: half a table looks like a whole one.
 * @throws CommandError that says why it cannot be written.
 */
export async function writeTextFile(file: string, parts: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file)
  let isBegun = false
  stream.once('open', () => {
    isBegun = true
  })
  try {
    await pipeline(Readable.from(parts), stream)
  } catch (cause) {
    if (isBegun) await removeHalf(file).catch(() => {})
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw new CommandError(`${file} cannot be written: ${unwritable(cause)}`)
  }
}

/** A device or a pipe stays, and where a file is reached by a link, the link. */
async function removeHalf(file: string): Promise<void> {
  const written = await realpath(file)
  if ((await stat(written)).isFile()) await rm(written)
}
