import { instant } from '@rapport/model'
import { z } from 'zod'

/** A record's place in the order of modified times and ids. */
const place = z.strictObject({ at: instant, id: z.string() })

/** A bulk job whose results are being read. */
const bulkState = z.strictObject({
  job: z.string(),
  /** The newest record when the job was made: what changes later is read page by page. */
  watermark: place,
  /** Records counted so far in the last moments before the watermark; null where that would not be all. */
  window: z.int().nullable(),
  /** The path of the group of results under way; null: the first. */
  group: z.string().nullable(),
  /** Which parts of that group have been read. */
  done: z.array(z.int()).max(64),
})
export type BulkState = z.infer<typeof bulkState>

/** Records that are read once more, although no modified time of theirs says so. */
const rereading = z.strictObject({
  /** Which ones: conditions of a query, all of which hold. */
  where: z.array(z.string()),
  /** The last one that was read again; null before the first. */
  reached: place.nullable(),
})
export type Rereading = z.infer<typeof rereading>

/**
 * Why records are read once more: they may have come late beside ones that were read; exchange rates have changed; people of sales
 * have; people of sales have gone, and nothing tells of which.
 */
const rereadingReason = z.enum(['late', 'rates', 'roles', 'goneRoles'])
export type RereadingReason = z.infer<typeof rereadingReason>

/** The exchange rates as they were looked at last. Its size follows currencies and years, not rates. */
const rateState = z.strictObject({
  /** A digest of how many there are and of the newest: as long as it is the same, none has changed. */
  seen: z.string(),
  /** When the newest was changed; null: there are none. */
  newest: instant.nullable(),
  /** A digest of the days and one of the values of the rates of each currency and year. */
  parts: z.record(z.string(), z.string()),
})
export type RateState = z.infer<typeof rateState>

/** The people of sales and their roles as they were looked at last. */
const roleState = z.strictObject({
  /** The newest change; null: there are no roles. */
  newest: instant.nullable(),
  /** A digest of the changes of the moments before it. */
  seen: z.string(),
  /** From when on changes are being read again, while `again` tells that they are; null: all of them. */
  from: instant.nullable(),
  /** Up to when the log of deletions has been read; null before the first look. */
  deletedUntil: instant.nullable(),
  /** Whether roles have gone since all sales were last read for that. */
  hasGone: z.boolean(),
  /** When all sales were last read because roles had gone. */
  allReadAt: instant.nullable(),
})
export type RoleState = z.infer<typeof roleState>

/** A search by ids for stored records that are there no longer. */
const sweepState = z.strictObject({
  /** Records that were changed later cannot have been deleted before the log begins. */
  before: instant,
  /** The last id that was looked at; null before the first. */
  after: z.string().nullable(),
})
export type SweepState = z.infer<typeof sweepState>

const currentState = z.strictObject({
  /** The newest record that was read; null before the first. */
  cursor: place.nullable(),
  /** Where a run that was interrupted has to go on; null after one that came to its end. */
  resume: place.nullable(),
  /** How many records the moments before the cursor held: as long as they do, nothing came late. */
  window: z.int().nullable(),
  /** A digest of the records of those moments: as long as it is the same, none of them need be converted again. */
  seen: z.string().nullable().default(null),
  bulk: bulkState.nullable(),
  /** Up to when the log of deleted records has been read; null before the first look. */
  deletedUntil: instant.nullable(),
  /** What other objects were that records depend on; null before the first look. */
  rates: rateState.nullable().default(null),
  roles: roleState.nullable().default(null),
  /** The fields that its records were read with; null: not known, as before this was kept. */
  fields: z.array(z.string()).nullable().default(null),
  /** The search for what was deleted beyond the reach of the log of deletions; null: none is under way. */
  sweep: sweepState.nullable().default(null),
  /** What is read once more when all that changed has been read; it goes on where it was interrupted. */
  again: z.partialRecord(rereadingReason, rereading).default({}),
})
export type SourceState = z.infer<typeof currentState>

/**
 * How far the reading of one object has come. Its size is fixed: it holds no list of records.
 *
 * Formerly it held, as `outside`, the newest exchange rate alone, where the org has any. Which rates have changed since cannot be
 * told from that, so the sales are read once more.
 */
export const sourceState = currentState
  .extend({ outside: instant.nullable().default(null) })
  .transform(({ outside, ...state }): SourceState => {
    const last = lastRead(state)
    if (outside === null || last === null) return state
    const rates = { where: [`SystemModstamp <= ${last.at}`], reached: null }
    return { ...state, again: { ...state.again, rates } }
  })

/** The record from which on the reading goes on by itself; null: nothing has been read yet. */
export function lastRead({ bulk, resume, cursor }: SourceState): SourceState['cursor'] {
  return bulk?.watermark ?? resume ?? cursor
}

/** Before the first reading. */
export const unread: SourceState = {
  cursor: null,
  resume: null,
  window: null,
  seen: null,
  bulk: null,
  deletedUntil: null,
  rates: null,
  roles: null,
  fields: null,
  sweep: null,
  again: {},
}

/**
 * As before the first reading, but for the log of deletions, so that what was deleted since the last look is still found, and for
 * the rates, so that they are still missed where they are hidden meanwhile.
 */
export function readAnew({ deletedUntil, sweep, rates }: SourceState): SourceState {
  return { ...unread, deletedUntil, sweep, rates }
}

/** The last comparison of counts. */
const recountState = z.strictObject({
  /** When it was made, by Salesforce's clock; null before the first run has ended. */
  at: instant.nullable(),
  /** How many more records Salesforce counted in the end; those that are set aside, or are no entity, are among them. */
  difference: z.int(),
})
export type RecountState = z.infer<typeof recountState>

/** How far a stream has come in each of its objects. */
export const streamState = z.strictObject({
  /** A digest of the mapping and the further fields: with others, every record is read again. */
  fingerprint: z.string(),
  /** The org that the records came from; null as long as it is not known. */
  organisation: z.string().nullable(),
  /** Formerly: mapped fields of the first object that the org no longer has. */
  missing: z.array(z.string()).max(8).default([]),
  /** What was there or is expected and is not seen, by the ids that it is set aside under. */
  lost: z.array(z.string()).max(64).default([]),
  sources: z.record(z.string(), sourceState),
  recount: recountState,
})
export type StreamState = z.infer<typeof streamState>
