import { type Buffer, isUtf8 } from 'node:buffer'
import path from 'node:path'
import { ticketEventLine } from '@rapport/metrics'
import { eventProblem, type LineKeys, unknownStatus } from './event-problem.ts'
import { EventsByTicket } from './events-by-ticket.ts'
import { readLines } from './text-lines.ts'

/** A line that is not counted. */
export interface SetAsideLine {
  readonly line: number
  readonly reason: string
}

/** A file of events. */
export class EventsFile {
  /** The file's name, for messages. */
  readonly name: string
  readonly events = new EventsByTicket()
  readonly setAside: SetAsideLine[] = []
  /** Tickets of which a line was set aside. */
  readonly incomplete = new Set<string>()
  /** How often each status stands in the file that does not say what it means. */
  readonly unknownStatuses = new Map<string, number>()
  /** Tickets that were merged, and those they were merged into. */
  readonly merging = new Set<string>()
  /** Lines with something on them. */
  lines = 0

  constructor(name: string) {
    this.name = name
  }

  /** Takes a line as an event, or sets it aside. */
  take(line: Buffer, number: number): void {
    const bytes = number === 1 ? withoutMark(line) : line
    const text = bytes.toString('utf8')
    if (/^\s*$/.test(text)) return
    this.lines += 1
    const keys = isUtf8(bytes) ? parseLine(text) : 'the line is not UTF-8: save the file as UTF-8'
    if (typeof keys === 'string') this.setAside.push({ line: number, reason: keys })
    else this.#takeKeys(keys, number)
  }

  takeTooLong(line: number): void {
    this.lines += 1
    const reason = 'the line is longer than 1 MB: is this a file of events, one on each line?'
    this.setAside.push({ line, reason })
  }

  #takeKeys(keys: LineKeys, line: number): void {
    const read = ticketEventLine.safeParse(keys)
    if (read.success) {
      const event = read.data
      this.events.add(event)
      if (event.type === 'merged') this.merging.add(event.ticketId).add(event.into)
      return
    }
    const { issues } = read.error
    this.setAside.push({ line, reason: eventProblem(keys, issues) })
    if (typeof keys.ticketId === 'string') this.incomplete.add(keys.ticketId)
    const status = unknownStatus(keys, issues)
    if (status !== null) this.unknownStatuses.set(status, (this.unknownStatuses.get(status) ?? 0) + 1)
  }
}

/** Reads a file of events, one on each line. Throws a CommandError where it cannot be read. */
export async function readEventsFile(file: string): Promise<EventsFile> {
  const events = new EventsFile(path.basename(file))
  await readLines(file, events.name, {
    line: (bytes, number) => events.take(bytes, number),
    tooLong: (number) => events.takeTooLong(number),
  })
  return events
}

/** Some programs begin a UTF-8 file with a byte order mark. */
const withoutMark = (line: Buffer): Buffer =>
  line.toString('hex', 0, 3) === 'efbbbf' ? line.subarray(3) : line

const NO_OBJECT = 'the line is no JSON object: write one event on each line, in braces'

/** The object on a line, or why there is none. */
function parseLine(text: string): LineKeys | string {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return text.trimStart().startsWith('{')
      ? 'the line is not valid JSON: write one whole event, with its keys in double quotes'
      : NO_OBJECT
  }
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
  return isObject ? (parsed as LineKeys) : NO_OBJECT
}
