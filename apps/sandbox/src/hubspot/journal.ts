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
import { OBJECT_TYPE_NAMES } from './object-types.ts'
import { NUMBER_DISPLAY_HINTS, PROPERTY_TYPES } from './property-catalogue.ts'
import type { HubspotState, Mutation } from './state.ts'

const typeName = z.enum(OBJECT_TYPE_NAMES)
const ref = z.object({ type: typeName, id: z.number() })
const time = z.number().nullable()

const propertyVersion = z.object({
  value: z.string(),
  at: z.number(),
  sourceType: z.string(),
  userId: z.number().optional(),
})

const mutationSchema: z.ZodType<Mutation> = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('record'),
    type: typeName,
    record: z.object({
      id: z.number(),
      properties: z.record(z.string(), z.string()),
      createdAt: z.number(),
      modifiedAt: z.number(),
      archivedAt: time,
      history: z.record(z.string(), z.array(propertyVersion)).optional(),
    }),
  }),
  z.object({ op: z.literal('remove'), type: typeName, id: z.number(), mergedInto: z.number().nullable() }),
  z.object({ op: z.literal('association'), from: ref, to: ref, types: z.array(z.number()) }),
  z.object({
    op: z.literal('property'),
    type: typeName,
    definition: z.object({
      name: z.string(),
      label: z.string(),
      description: z.string(),
      groupName: z.string(),
      type: z.enum(PROPERTY_TYPES),
      fieldType: z.string(),
      options: z.array(
        z.object({
          label: z.string(),
          value: z.string(),
          displayOrder: z.number(),
          hidden: z.boolean(),
          description: z.string().optional(),
        }),
      ),
      displayOrder: z.number(),
      hasUniqueValue: z.boolean(),
      hidden: z.boolean(),
      formField: z.boolean(),
      hubspotDefined: z.boolean(),
      readOnly: z.boolean(),
      externalOptions: z.boolean(),
      // Journals written before these two were kept lack them.
      showCurrencySymbol: z.boolean().nullable().default(null),
      numberDisplayHint: z.enum(NUMBER_DISPLAY_HINTS).nullable().default(null),
      createdAt: time,
      updatedAt: time,
      archivedAt: time,
    }),
  }),
  z.object({
    op: z.literal('group'),
    type: typeName,
    group: z.object({ name: z.string(), label: z.string(), displayOrder: z.number(), archived: z.boolean() }),
  }),
  z.object({
    op: z.literal('label'),
    from: typeName,
    to: typeName,
    label: z.object({
      category: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED']),
      typeId: z.number(),
      label: z.string().nullable(),
    }),
  }),
])

const lineSchema = z.array(mutationSchema)

/** A journal in use. */
export interface Journal {
  /** Transactions replayed at the start. */
  readonly replayed: number
  /** Stops writing and closes the file. */
  close(): void
}

/**
 * Replays a journal file over a freshly seeded state and appends every later transaction to it, one JSON line each. A
 * last line that was cut off by a crash is dropped; damage anywhere else is an error, because what follows it would be
 * applied to a state that never was.
 * @throws {Error} when a line other than the last cannot be read.
 */
export function openJournal(path: string, state: HubspotState): Journal {
  const replayed = existsSync(path) ? replay(path, state) : 0
  const file = openSync(path, 'a')
  const append = (mutations: readonly Mutation[]): void => {
    writeSync(file, `${JSON.stringify(mutations)}\n`)
  }
  state.onTransaction = append
  return {
    replayed,
    close() {
      if (state.onTransaction === append) state.onTransaction = null
      closeSync(file)
    },
  }
}

function replay(path: string, state: HubspotState): number {
  const text = readFileSync(path, 'utf8')
  let start = 0
  let count = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const complete = end !== -1
    const parsed = readLine(text.slice(start, complete ? end : undefined))
    if (parsed === null) {
      if (complete && end + 1 < text.length) {
        throw new Error(
          `Line ${count + 1} of the sandbox journal ${path} is damaged. Delete the file to start afresh.`,
        )
      }
      truncateSync(path, Buffer.byteLength(text.slice(0, start)))
      return count
    }
    for (const mutation of parsed) state.apply(mutation)
    count += 1
    // A whole line that only lacks its end: the next append must not be glued to it.
    if (!complete) appendFileSync(path, '\n')
    start = complete ? end + 1 : text.length
  }
  return count
}

function readLine(line: string): Mutation[] | null {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
