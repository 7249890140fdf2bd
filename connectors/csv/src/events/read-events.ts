import type { ConnectorContext, Reject } from '@rapport/connector'
import { TICKET_EVENT_KEYS, type TicketEventLine, ticketEventLine } from '@rapport/model'
import type { Settings } from '../settings.ts'
import type { SourceFile } from '../source-file.ts'
import { readLines, type TextLine } from '../text-lines.ts'
import { lineProblem } from './line-problem.ts'

export type EventType = TicketEventLine['type']

/** An event, or a line that is none. */
export type ReadLine =
  | { readonly event: TicketEventLine }
  /** `type` is the line's own, where it has one. */
  | { readonly reject: Reject; readonly type: EventType | null }
  /** A line of another type. */
  | null

/**
 * The lines of a file of events, in their order, some at a time. Where types are given, lines that name none of them are passed
 * over unread: each stream of such a file reads it on its own.
 */
export async function* readEvents(
  ctx: ConnectorContext<Settings>,
  file: SourceFile,
  types?: readonly EventType[],
): AsyncGenerator<readonly ReadLine[]> {
  const words = types?.map((type) => `"${type}"`)
  for await (const lines of readLines(file, ctx.signal)) {
    yield lines.map((line) => (words === undefined || mayName(line, words) ? readLine(file, line) : null))
  }
}

/** Whether a line may be of one of the types; what is written with escapes is looked at closely. */
function mayName(line: TextLine, words: readonly string[]): boolean {
  if ('problem' in line) return false
  return words.some((word) => line.text.includes(word)) || line.text.includes('\\u')
}

/** Longest text of a bad line that is kept, in characters. */
const longestKept = 1000

function readLine({ path }: SourceFile, line: TextLine): ReadLine {
  const id = `line ${line.number}`
  const reject = (reason: string, raw: unknown): Reject => ({
    type: 'reject',
    id,
    reason: `${path}, ${id}: ${reason}`,
    raw,
  })
  if ('problem' in line) return { reject: reject(line.problem, null), type: null }
  const parsed = parseObject(line.text)
  if (parsed === null) {
    const reason = 'the line is no JSON object: write one event on each line, in braces'
    return { reject: reject(reason, line.text.slice(0, longestKept)), type: null }
  }
  const read = ticketEventLine.safeParse(parsed)
  if (read.success) return { event: read.data }
  return { reject: reject(lineProblem(parsed, read.error.issues), parsed), type: typeOf(parsed) }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null
  } catch {
    return null
  }
}

function typeOf({ type }: Readonly<Record<string, unknown>>): EventType | null {
  return typeof type === 'string' && Object.hasOwn(TICKET_EVENT_KEYS, type) ? (type as EventType) : null
}
