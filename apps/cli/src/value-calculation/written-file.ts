import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CommandError } from '../command-error.ts'

/** What a file that cannot be written is told of, by the system's code. */
const advice: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'no permission to write it',
  EROFS: 'no permission to write it',
  EISDIR: 'it is a folder: give a file',
  ENOSPC: 'the disk is full',
}

/** Writes text into a file, in place of what was there. Throws a CommandError where it cannot be written. */
export async function writeTextFile(file: string, parts: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(parts), createWriteStream(file))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw new CommandError(`${file} cannot be written: ${advice[String(cause.code)] ?? String(cause.code)}`)
  }
}
