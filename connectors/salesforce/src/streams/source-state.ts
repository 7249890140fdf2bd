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

/** How far the reading of one object has come. Its size is fixed: it holds no list of records. */
export const sourceState = z.strictObject({
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
  /** The newest change of other objects that records depend on; null where there is none. */
  outside: instant.nullable(),
})
export type SourceState = z.infer<typeof sourceState>

/** Before the first reading. */
export const unread: SourceState = {
  cursor: null,
  resume: null,
  window: null,
  seen: null,
  bulk: null,
  deletedUntil: null,
  outside: null,
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
  /** Mapped fields that the org no longer has. */
  missing: z.array(z.string()).max(8),
  sources: z.record(z.string(), sourceState),
  recount: recountState,
})
export type StreamState = z.infer<typeof streamState>
