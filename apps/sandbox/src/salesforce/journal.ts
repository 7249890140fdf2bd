import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { z } from 'zod'
import { createCustomField, customFieldSchema } from './custom-fields.ts'
import type { ObjectTable } from './object-table.ts'
import type { OrgState } from './state.ts'

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** One change: a record as it is afterwards, or a custom field. Applying one twice is the same as applying it once. */
const changeSchema = z.union([
  z.object({
    object: z.string(),
    id: z.string(),
    state: z.enum(['live', 'deleted', 'purged']),
    values: z.record(z.string(), valueSchema),
  }),
  z.object({ customField: z.string(), metadata: customFieldSchema }),
])
type Change = z.infer<typeof changeSchema>

const lineSchema = z.array(changeSchema)

/** A journal in use. */
export interface OrgJournal {
  /** Stops writing and closes the file. */
  close(): void
}

/**
 * Replays a journal file over a freshly seeded org and appends every later change to it: one JSON line for all that
 * one call changed. A last line that was cut off by a crash is dropped. Sessions, jobs and open queries are not kept.
 * @throws {Error} when a line other than the last cannot be read.
 */
export function openOrgJournal(path: string, org: OrgState): OrgJournal {
  if (existsSync(path)) replay(path, org)
  const file = openSync(path, 'a')
  const changed = new Map<ObjectTable, Set<number>>()
  let fields = org.customFields.size
  let waiting = false
  let open = true

  const flush = (): void => {
    waiting = false
    if (!open) return
    const changes: Change[] = [...org.customFields.values()]
      .slice(fields)
      .map(({ fullName, metadata }) => ({ customField: fullName, metadata }))
    fields = org.customFields.size
    for (const [table, rows] of changed) for (const row of rows) changes.push(imageOf(org, table, row))
    changed.clear()
    if (changes.length > 0) writeSync(file, `${JSON.stringify(changes)}\n`)
  }

  for (const { name } of org.schema.objects) {
    const table = org.table(name)
    table.onChange = (row) => {
      const rows = changed.get(table) ?? new Set()
      changed.set(table, rows.add(row))
      // All that a call changes, it changes without waiting: the line is written when it has finished.
      if (!waiting) queueMicrotask(flush)
      waiting = true
    }
  }
  org.onCustomField = () => {
    if (!waiting) queueMicrotask(flush)
    waiting = true
  }
  return {
    close() {
      flush()
      open = false
      closeSync(file)
    },
  }
}

function imageOf(org: OrgState, table: ObjectTable, row: number): Change {
  const { name } = table.definition
  const values: Record<string, string | number | boolean> = {}
  for (const field of org.schema.fields(name)) {
    const value = field.type === 'id' || field.name === 'IsDeleted' ? null : table.column(field).get(row)
    if (value !== null) values[field.name] = value
  }
  const state = table.isPurged(row) ? 'purged' : table.isLive(row) ? 'live' : 'deleted'
  return { object: name, id: table.idOf(row), state, values }
}

function apply(org: OrgState, change: Change): void {
  if ('customField' in change) {
    createCustomField(org, change.customField, change.metadata)
    return
  }
  const table = org.table(change.object)
  const row = table.rowOf(change.id) ?? table.add(change.id)
  for (const field of org.schema.fields(change.object)) {
    if (field.type === 'id' || field.name === 'IsDeleted') continue
    const value = change.values[field.name] ?? null
    if (table.column(field).get(row) !== value) table.column(field).set(row, value)
  }
  if (change.state === 'live' && !table.isLive(row)) table.restore(row)
  if (change.state !== 'live' && table.isLive(row)) {
    const at = change.values.SystemModstamp
    table.moveToRecycleBin(row, typeof at === 'number' ? at : org.now())
  }
  if (change.state === 'purged') table.purge(row)
}

function replay(path: string, org: OrgState): void {
  const text = readFileSync(path, 'utf8')
  let start = 0
  for (let count = 1; start < text.length; count += 1) {
    const end = text.indexOf('\n', start)
    const changes = readLine(text.slice(start, end === -1 ? undefined : end))
    if (changes === null) {
      if (end !== -1 && end + 1 < text.length) {
        throw new Error(
          `Line ${count} of the sandbox journal ${path} is damaged. Delete the file to start afresh.`,
        )
      }
      truncateSync(path, Buffer.byteLength(text.slice(0, start)))
      break
    }
    for (const change of changes) apply(org, change)
    // A whole line that only lacks its end: the next one must not be glued to it.
    if (end === -1) appendFileSync(path, '\n')
    start = end === -1 ? text.length : end + 1
  }
  org.permissionsChanged()
}

function readLine(line: string): Change[] | null {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
