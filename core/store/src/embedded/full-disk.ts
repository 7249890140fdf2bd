import { Buffer } from 'node:buffer'
import { open, stat, statfs } from 'node:fs/promises'
import {
  DiskFullError,
  explainDatabaseError,
  memoryRefused,
  saysDiskIsFull,
  saysMemoryIsRefused,
  UnreachableError,
} from '../errors.ts'

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

/** What ended before the server took connections again is of the past. */
const ready = 'LOG:  database system is ready to accept connections'

/** Told to whoever comes while the server cannot take connections: no reason, but what follows from one. */
const notNow = /the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)/

/** Somebody stopped it. */
const stopRequest = /received (?:smart|fast|immediate) shutdown request/

/** Below this the space that is left is told, in bytes. */
const littleBytes = 256 * 1024 ** 2

/**
 * What an error of the embedded Postgres means, like `explainDatabaseError`, and also whether its disk is full and which one that is. A server
 * that cannot extend its write-ahead log stops, by which its clients only see connections that end. `spaceOf` says how much is left for a
 * folder.
 */
export async function explainServerError(
  error: unknown,
  { home, log, logBefore }: ServerTraces,
  spaceOf: typeof spaceLeft = spaceLeft,
): Promise<unknown> {
  const explained = explainDatabaseError(error)
  if (explained instanceof DiskFullError)
    return explained.where === null ? diskFullAt(home, error, spaceOf) : explained
  if (!(explained instanceof UnreachableError)) return explained
  const reason = reasonOfEnd(await endOf(log, logBefore))
  if (reason === 'memory') return memoryRefused(error)
  if (reason === 'disk') return diskFullAt(home, error, spaceOf)
  if (reason === 'another') return explained
  // Where its log lies on the same disk, the reason could not be noted any more; and what the server had begun to write it has taken away
  // again, so that less than it wanted is left.
  const left = await spaceOf(home)
  return left !== null && left < walFileBytes ? diskFullAt(home, error, spaceOf) : explained
}

/** Whether a file could not be written for want of space. */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

/** Says that the disk of a folder is full, and how much is left where that is little. */
export async function diskFullAt(
  folder: string,
  cause: unknown,
  spaceOf: typeof spaceLeft = spaceLeft,
): Promise<DiskFullError> {
  const left = await spaceOf(folder)
  const little = left === null || left > littleBytes ? '' : ` (${Math.floor(left / 1024 ** 2)} MB are left)`
  return new DiskFullError(`where ${folder} is${little}`, { cause })
}

/** Whether a server says in its log, after a place in it, that it ended because its disk was full. */
export async function endedOnFullDisk(log: string, from: number): Promise<boolean> {
  return reasonOfEnd(await endOf(log, from)) === 'disk'
}

/** Why a server ended, by what its log says since it last took connections; null where that says nothing of it. */
function reasonOfEnd(log: string): 'disk' | 'memory' | 'another' | null {
  const said = log.slice(log.lastIndexOf(ready) + 1)
  const reasons = (said.match(lastWords) ?? []).filter((line) => !notNow.test(line))
  if (reasons.some(saysDiskIsFull)) return 'disk'
  if (reasons.some(saysMemoryIsRefused)) return 'memory'
  return reasons.length > 0 || stopRequest.test(said) ? 'another' : null
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
    const { blocks, bavail, bsize } = await statfs(folder)
    // Some file systems, such as those of a network or of a program, do not say how large they are.
    return blocks === 0 ? null : bavail * bsize
  } catch {
    return null
  }
}
