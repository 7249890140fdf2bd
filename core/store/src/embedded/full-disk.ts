import { Buffer } from 'node:buffer'
import { open, stat, statfs } from 'node:fs/promises'
import { DiskFullError, explainDatabaseError, noSpace, UnreachableError } from '../errors.ts'

/** An embedded Postgres, as far as its end can be told from it. */
export interface ServerTraces {
  /** The folder with all that is its own. */
  readonly home: string
  /** What it says of itself. */
  readonly log: string
  /** How long the log was when this process came: what stands before is of the past, in bytes. */
  readonly logBefore: number
}

/** Postgres makes the files of its write-ahead log in this size. Without space for the next one it stops. */
const walFileBytes = 16 * 1024 * 1024

/** So much of the end of the log is looked at: after its last words follow those of all its sessions. */
const lastWordsBytes = 256 * 1024

/** A line of the log by which the server, or all its sessions, ended: an error of a single statement is told to whoever made it. */
const lastWords = /^.*\b(?:PANIC|FATAL): .*$/gm

/** Below this the space that is left is told, in bytes. */
const littleBytes = 256 * 1024 ** 2

/**
 * What an error of the embedded Postgres means, like `explainDatabaseError`, and also whether its disk is full and which one that is. A server
 * that cannot extend its write-ahead log stops, by which its clients only see connections that end.
 */
export async function explainServerError(error: unknown, traces: ServerTraces): Promise<unknown> {
  const explained = explainDatabaseError(error)
  const isFull =
    explained instanceof DiskFullError
      ? explained.where === null
      : explained instanceof UnreachableError && (await stoppedForSpace(traces))
  return isFull ? diskFullAt(traces.home, error) : explained
}

/** Whether a file could not be written for want of space. */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC'
}

/** Says that the disk of a folder is full, and how much is left where that is little. */
export async function diskFullAt(folder: string, cause: unknown): Promise<DiskFullError> {
  const left = await spaceLeft(folder)
  const little = left === null || left > littleBytes ? '' : ` (${Math.floor(left / 1024 ** 2)} MB are left)`
  return new DiskFullError(`where ${folder} is${little}`, { cause })
}

/**
 * Whether the server stopped because its disk was full. Where its log lies on the same disk, that could not be noted any more;
 * and what it had begun to write it has taken away again, so that less than it wanted is left.
 */
async function stoppedForSpace({ home, log, logBefore }: ServerTraces): Promise<boolean> {
  if (await saysDiskIsFull(log, logBefore)) return true
  const left = await spaceLeft(home)
  return left !== null && left < walFileBytes
}

/** Whether a server says in its log, after a place in it, that it ended because its disk was full. */
export async function saysDiskIsFull(log: string, from: number): Promise<boolean> {
  const said = (await endOf(log, from)).match(lastWords) ?? []
  return said.some((line) => noSpace.test(line))
}

/** The end of a file, but nothing before a place in it; empty where it cannot be read. */
export async function endOf(file: string, from: number): Promise<string> {
  try {
    await using handle = await open(file)
    const { size } = await handle.stat()
    const start = Math.max(from, size - lastWordsBytes)
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.max(0, size - start)),
      position: start,
    })
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return ''
  }
}

/** How long a file is; 0 where there is none. */
export async function lengthOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0
}

/** The bytes that are left for Postgres on the disk of a folder; null where the system does not tell. */
export async function spaceLeft(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return null
  }
}
