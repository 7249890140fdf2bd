import { SalesforceError } from '../errors.ts'
import { type Answer, type Call, missingParameter, objectOf, type Route, route } from '../route.ts'
import type { ObjectDefinition } from '../schema/object-definition.ts'
import { formatDateTime, parseDateTime } from '../values.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DELETED_WINDOW_MS = 15 * DAY_MS
const UPDATED_WINDOW_MS = 30 * DAY_MS
const MOST_IDS = 600_000

interface Window {
  object: ObjectDefinition
  start: number
  end: number
}

/** The window asked for, to the minute. @throws {SalesforceError} 400 INVALID_REPLICATION_DATE, INVALID_TYPE */
function windowOf(call: Call, reach: number): Window {
  const object = objectOf(call)
  if (!object.replicateable) {
    throw new SalesforceError(400, 'INVALID_TYPE', `Entity type ${object.name} is not replicateable`)
  }
  const start = minuteOf(call, 'start')
  const end = minuteOf(call, 'end')
  const now = call.org.now()
  if (end <= start) throw wrongDate('startDate must be before endDate')
  if (end - start < MINUTE_MS)
    throw wrongDate('The endDate must be at least one minute later than the startDate')
  if (start < now - reach) throw wrongDate(`startDate cannot be more than ${reach / DAY_MS} days ago`)
  return { object, start, end: Math.min(end, now - (now % MINUTE_MS) + MINUTE_MS) }
}

function minuteOf(call: Call, name: string): number {
  const text = call.query.get(name)
  if (text === null) throw missingParameter(name)
  // A plus sign that was not escaped arrives as a space.
  const at = parseDateTime(text.replace(' ', '+'))
  if (at === null) throw wrongDate(`Invalid date: ${text}`)
  return at - (at % MINUTE_MS)
}

function wrongDate(message: string): SalesforceError {
  return new SalesforceError(400, 'INVALID_REPLICATION_DATE', message)
}

function checkCount(count: number): void {
  if (count > MOST_IDS) {
    throw new SalesforceError(
      400,
      'EXCEEDED_ID_LIMIT',
      `Too many ids: ${count}. Please shorten the time window.`,
    )
  }
}

function updated(call: Call): Answer {
  const { object, start, end } = windowOf(call, UPDATED_WINDOW_MS)
  const table = call.org.table(object.name)
  const ids: string[] = []
  for (let row = 0; row < table.size; row += 1) {
    const at = table.value(row, 'SystemModstamp')
    if (table.isLive(row) && typeof at === 'number' && at >= start && at < end) ids.push(table.idOf(row))
  }
  checkCount(ids.length)
  return { status: 200, json: { ids, latestDateCovered: latestDateCovered(call, end) } }
}

function deleted(call: Call): Answer {
  const { object, start, end } = windowOf(call, DELETED_WINDOW_MS)
  const { deletions } = call.org.table(object.name)
  const deletedRecords = deletions
    .filter(({ at }) => at >= start && at < end)
    .map(({ id, at }) => ({ id, deletedDate: formatDateTime(at) }))
  checkCount(deletedRecords.length)
  const { deleteLogStart } = call.org
  const earliest = deleteLogStart ?? call.org.now() - DELETED_WINDOW_MS
  return {
    status: 200,
    json: {
      deletedRecords,
      earliestDateAvailable: formatDateTime(earliest - (earliest % MINUTE_MS)),
      latestDateCovered: latestDateCovered(call, end),
    },
  }
}

/** Transactions still running may commit with an earlier time: the present minute is not covered. */
function latestDateCovered({ org }: Call, end: number): string {
  const thisMinute = org.now() - (org.now() % MINUTE_MS)
  return formatDateTime(Math.min(end, thisMinute))
}

/** What has changed since: ids only. */
export const replicationRoutes: readonly Route[] = [
  route('GET', '/sobjects/:object/updated', 'read', updated),
  route('GET', '/sobjects/:object/deleted', 'read', deleted),
]
