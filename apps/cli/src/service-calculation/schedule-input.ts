import { readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  type BusinessCalendar,
  businessCalendar,
  formatLocalDay,
  localDay,
  scheduleAt,
  scheduleFile,
  startOfDate,
} from '@rapport/metrics'
import { parseDocument } from 'yaml'
import { CommandError } from '../command-error.ts'
import { holidayWarnings } from '../working-hours.ts'

/** Working hours from a file, and what in them may be a slip. */
export interface ScheduleInput {
  readonly calendar: BusinessCalendar
  readonly warnings: readonly string[]
}

/** What a file that cannot be read is told of, by the system's code. */
const advice: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder: give a file',
}

/** Reads working hours from YAML (METRICS.md, section 6). Throws a CommandError that names every mistake and where it is. */
export async function readSchedule(file: string): Promise<ScheduleInput> {
  const name = path.basename(file)
  const read = scheduleFile.safeParse(parseYaml(await readText(file, name), name))
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${name}${placeText(issue.path)}: ${issue.message}`)
    throw new CommandError(problems.join('\n'))
  }
  const calendar = businessCalendar(read.data)
  return { calendar, warnings: holidayWarnings(calendar) }
}

async function readText(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError(`${name} cannot be read: ${advice[code] ?? code}`)
  }
}

function parseYaml(text: string, name: string): unknown {
  const document = parseDocument(text)
  const [fault] = [...document.errors, ...document.warnings]
  if (fault === undefined) return document.toJS()
  const line = fault.linePos?.[0].line
  throw new CommandError(
    `${name}${line === undefined ? '' : ` line ${line}`}: ${fault.message.split('\n')[0]}`,
  )
}

/** ` weekly.mon[1]`; nothing for the file as a whole. */
function placeText(place: readonly PropertyKey[]): string {
  const text = place.reduce<string>(
    (before, step) => (typeof step === 'number' ? `${before}[${step}]` : `${before}.${String(step)}`),
    '',
  )
  return text === '' ? '' : ` ${text.replace(/^\./, '')}`
}

const MS_PER_DAY = 86_400_000
const MS_PER_SECOND = 1_000

/**
 * The moment of evaluation, ms since 1970: a moment as it is; of a day its last second, as in a sync, in the zone of the
 * schedule in force that day, without one in UTC.
 */
export function evaluationMoment(asOf: string, calendar: BusinessCalendar | null): number {
  if (asOf.includes('T')) return Date.parse(asOf)
  const noon = Date.parse(asOf) + MS_PER_DAY / 2
  const schedule = calendar && (scheduleAt(calendar, noon) ?? calendar.parts[0]?.schedule)
  return startOfDate(formatLocalDay(localDay(asOf, 'UTC') + 1), schedule?.timezone ?? 'UTC') - MS_PER_SECOND
}
