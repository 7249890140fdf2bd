import { isTimeZone, nearest, nearestTimeZone } from '@rapport/model'
import { groupOf } from './plain-data.ts'
import type { ProblemList } from './problem-list.ts'
import { isSecretReference } from './secret-reference.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** A field of a cron expression: what it is called, and which numbers and names it may hold. */
interface CronField {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly names: readonly string[]
}

const cronFields: readonly CronField[] = [
  { name: 'minute', from: 0, to: 59, names: [] },
  { name: 'hour', from: 0, to: 23, names: [] },
  { name: 'day of the month', from: 1, to: 31, names: [] },
  { name: 'month', from: 1, to: 12, names: ['', ...months] },
  { name: 'day of the week', from: 0, to: 7, names: days },
]

/** The days that the longest of each month has. */
const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** What is wrong with a cron expression, and what to write instead; null where it is good. */
export function cronProblem(cron: string): { readonly message: string; readonly suggestion: string } | null {
  const parts = cron.trim().split(/\s+/)
  if (cron.trim().startsWith('@')) {
    return {
      message: 'abbreviations are not known here',
      suggestion: 'write the five fields, such as "0 * * * *"',
    }
  }
  if (parts.length !== cronFields.length) {
    const extra =
      parts.length === 6 ? 'leave out the seconds' : 'write minute, hour, day, month and day of the week'
    return {
      message: `needs five fields, and has ${cron.trim() === '' ? 0 : parts.length}`,
      suggestion: `${extra}, such as "0 2 * * *"`,
    }
  }
  const values: (readonly number[])[] = []
  for (const [index, field] of cronFields.entries()) {
    const found = fieldValues(parts[index] ?? '', field)
    if (typeof found === 'string') {
      return {
        message: `the ${field.name} "${parts[index]}" ${found}`,
        suggestion: `write *, */n, or numbers from ${field.from} to ${field.to} such as ${field.from},${field.to} or ${field.from}-${field.to}`,
      }
    }
    values.push(found)
  }
  const [, , dayValues = [], monthValues = []] = values
  const comes = monthValues.some((month) => dayValues.some((day) => day <= (longestMonth[month - 1] ?? 31)))
  if (!comes && parts[4] === '*') {
    return { message: 'no month has such a day', suggestion: 'write another day of the month, such as 28' }
  }
  return null
}

/** The numbers that a field stands for, or what is wrong with it. */
function fieldValues(text: string, field: CronField): readonly number[] | string {
  const values: number[] = []
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(.*))?$/.exec(part) ?? []
    if (range === '') return 'has an empty part'
    const every = step === undefined ? 1 : wholeNumber(step)
    if (every === null || every < 1 || every > field.to) return `has the step "${step}", which is none`
    const ends = range === '*' ? [field.from, field.to] : range.split('-').map((end) => numberOf(end, field))
    const [first, last = step === undefined ? first : field.to] = ends
    if (ends.length > 2 || first === undefined || first === null || last === undefined || last === null) {
      return 'is not understood'
    }
    if (first < field.from || last > field.to) return `is outside ${field.from} to ${field.to}`
    if (last < first) return 'ends before it begins'
    for (let value = first; value <= last; value += every) values.push(value)
  }
  return values
}

function numberOf(text: string, field: CronField): number | null {
  const named = text === '' ? -1 : field.names.indexOf(text.toLowerCase())
  return named >= 0 ? named : wholeNumber(text)
}

function wholeNumber(text: string): number | null {
  return /^\d{1,3}$/.test(text) ? Number(text) : null
}

/** Checks what the schema of schedules and alerts cannot. */
export function checkSchedules(data: unknown, problems: ProblemList): void {
  const { schedules, connections, alerts } = groupOf(data)
  const channels = Object.keys(groupOf(groupOf(alerts).channels))
  for (const [name, schedule] of Object.entries(groupOf(schedules))) {
    const at = ['schedules', name]
    const { cron, timezone, connections: wanted, alerts: told } = groupOf(schedule)
    if (typeof cron === 'string') {
      const problem = cronProblem(cron)
      if (problem !== null) problems.atValue([...at, 'cron'], problem.message, problem.suggestion)
    }
    if (typeof timezone === 'string' && !isTimeZone(timezone)) {
      const meant = nearestTimeZone(timezone)
      problems.atValue(
        [...at, 'timezone'],
        `unknown time zone "${timezone}"`,
        meant === null ? 'write an IANA name such as Europe/Berlin' : `did you mean "${meant}"?`,
      )
    }
    checkNames(wanted, [...at, 'connections'], 'connection', Object.keys(groupOf(connections)), problems)
    checkNames(groupOf(told).channels, [...at, 'alerts', 'channels'], 'channel', channels, problems)
  }
  for (const [name, channel] of Object.entries(groupOf(groupOf(alerts).channels))) {
    checkChannel(['alerts', 'channels', name], groupOf(channel), problems)
  }
}

function checkNames(
  names: unknown,
  at: readonly string[],
  what: string,
  known: readonly string[],
  problems: ProblemList,
): void {
  if (!Array.isArray(names)) return
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string' || known.includes(name)) continue
    const meant = nearest(name, known)
    const there = known.length === 0 ? `there is no ${what} yet` : `there: ${known.join(', ')}`
    problems.atValue(
      [...at, index],
      `unknown ${what} "${name}"`,
      meant === null ? there : `did you mean "${meant}"?`,
    )
  }
}

function checkChannel(
  at: readonly string[],
  channel: Readonly<Record<string, unknown>>,
  problems: ProblemList,
): void {
  const secrets = [
    ['email', 'password'],
    ['webhook', 'secret'],
    ['slack', 'url'],
  ] as const
  for (const [way, key] of secrets) {
    const value = groupOf(channel[way])[key]
    if (typeof value !== 'string' || isSecretReference(value)) continue
    problems.atValue(
      [...at, way, key],
      'a secret stands here in clear',
      'write a reference, env:NAME, file:path or stored:NAME',
    )
  }
  const { url } = groupOf(channel.webhook)
  if (typeof url === 'string' && !isAlertAddress(url)) {
    problems.atValue(
      [...at, 'webhook', 'url'],
      'must be an address that begins with https://, or with http:// on this machine, without a password',
      'url: https://alerts.example.com/rapport',
    )
  }
}

/** Whether alerts may be posted there: encrypted, or to this machine. */
export function isAlertAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
  )
}
