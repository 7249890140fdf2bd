import { Buffer } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import { CommandError } from '../command-error.ts'

const CHUNK = 1 << 20

const LF = 0x0a

/** What a file that cannot be opened is told of, by the system's code. */
const advice: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder: give a file',
}

function unreadable(file: string, cause: unknown): CommandError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const known = advice[code]
  const error = new CommandError(`${file} cannot be read: ${known ?? code}`)
  // Where the message says all there is to say, nothing else led to it.
  if (known === undefined) error.cause = cause
  return error
}

/** Takes bytes from `from` up to `end`; returns where those start that must be handed over again, with more after them. */
export type TakeBytes = (
  bytes: Buffer,
  from: number,
  end: number,
  isLast: boolean,
) => number | Promise<number>

/**
 * Reads a file, or a pipe, in two buffers by turns: while one is looked at, the next is filled. What `take` leaves over
 * is put before the next bytes; it must not be more than `reserve`. A missing line feed is added at the end of the file.
 */
export async function readChunks(
  path: string,
  file: string,
  reserve: number,
  take: TakeBytes,
): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path).catch((cause: unknown) => {
      throw unreadable(file, cause)
    })
    await passChunks(handle, file, reserve, take)
  } finally {
    await handle?.close()
  }
}

async function passChunks(handle: FileHandle, file: string, reserve: number, take: TakeBytes): Promise<void> {
  const fill = async (buffer: Buffer): Promise<number> => {
    try {
      return (await handle.read(buffer, reserve, CHUNK)).bytesRead
    } catch (cause) {
      throw unreadable(file, cause)
    }
  }
  // The byte after the chunk is for the line feed that the last line may lack.
  let current = Buffer.allocUnsafeSlow(reserve + CHUNK + 1)
  let next = Buffer.allocUnsafeSlow(reserve + CHUNK + 1)
  let start = reserve
  let filled = await fill(current)
  while (filled > 0) {
    const filling = fill(next)
    // Should `take` throw, nobody waits for this read any more.
    filling.catch(() => {})
    const end = reserve + filled
    const rest = await take(current, start, end, false)
    start = reserve - (end - rest)
    current.copy(next, start, rest, end)
    filled = await filling
    ;[current, next] = [next, current]
  }
  if (start === reserve) return
  const isWhole = current[reserve - 1] === LF
  current[reserve] = LF
  await take(current, start, isWhole ? reserve : reserve + 1, true)
}
