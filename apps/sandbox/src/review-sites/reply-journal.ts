import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/**
 * Restores the replies that a journal holds, and returns what appends every later one to it, one JSON line each. A line that was cut off
 * by a crash is left out.
 */
export function openReplyJournal<Reply>(
  path: string,
  reply: z.ZodType<Reply>,
  restore: (review: string, reply: Reply) => void,
): (review: string, reply: Reply) => void {
  const entry = z.object({ review: z.string(), reply })
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  for (const line of lines) {
    const read = entry.safeParse(jsonOf(line))
    if (read.success) restore(read.data.review, read.data.reply)
  }
  // A new line begins each: what a crash cut off is not glued to the next.
  return (review, given) => appendFileSync(path, `\n${JSON.stringify({ review, reply: given })}`)
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
