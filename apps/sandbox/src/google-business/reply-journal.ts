import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { GoogleBusinessState } from './state.ts'

const entry = z.object({
  review: z.string(),
  reply: z.object({ comment: z.string(), updateTime: z.number() }).nullable(),
})

/**
 * Gives seeded reviews the replies that a journal holds, and appends every later one to it, one JSON line each. A line that was cut
 * off by a crash is left out.
 */
export function openReplyJournal(path: string, state: GoogleBusinessState): void {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  for (const { review, reply } of lines.flatMap(readLine)) {
    const found = state.reviews.get(review)
    if (found !== undefined) found.reply = reply
  }
  // A new line begins each: what a crash cut off is not glued to the next.
  state.onReply = ({ id: review, reply }) => appendFileSync(path, `\n${JSON.stringify({ review, reply })}`)
}

function readLine(line: string): z.output<typeof entry>[] {
  try {
    return [entry.parse(JSON.parse(line))]
  } catch {
    return []
  }
}
