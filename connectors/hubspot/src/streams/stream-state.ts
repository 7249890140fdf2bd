import { instant } from '@rapport/model'
import { z } from 'zod'
import { archivedState, neverSwept } from './archived.ts'
import { recountState } from './recount-state.ts'

/** What a state was read under. A state saved before these were kept has null, and takes on what it is read under next. */
const readUnder = {
  /** A digest of the mapping, the further fields and the association label: with others, every record is read again. */
  fingerprint: z.string().nullable().default(null),
  /** The portal that the records came from; null as long as it is not known. */
  portal: z.number().nullable().default(null),
}

/** In the middle of the first reading: everything before the list cursor `after` has been read. */
const listState = z.strictObject({
  phase: z.literal('list'),
  after: z.string().nullable(),
  /** The newest modified time that HubSpot knew when the list was begun: changes since then are read by search. */
  watermark: instant,
  /** The look at the archived list before the list was begun: what leaves it meanwhile was restored. */
  archived: archivedState.default(neverSwept),
  ...readUnder,
})

/** Everything has been read once; from here on only changes are. */
const changesState = z.strictObject({
  phase: z.literal('changes'),
  /** The newest modified time that was read. */
  cursor: instant,
  /** In the middle of many records with the time `cursor`: the ids up to this one have been read. */
  afterId: z.string().nullable(),
  /** Where counting has to go on, when a run ended before it had compared everything. */
  countFrom: instant.nullable(),
  archived: archivedState,
  /**
   * A digest of the counts that still differed after everything was read again, e.g. because of a record that was set aside:
   * as long as they differ in the same way, nothing is missing.
   */
  settled: z.string().nullable(),
  /** Set from when a record left the archived list until search must have shown it. */
  recount: recountState.nullable().default(null),
  ...readUnder,
})

/** How far an object stream has come. Its size is fixed: it holds no list of ids. */
export const objectStreamState = z.discriminatedUnion('phase', [listState, changesState])
export type ObjectStreamState = z.infer<typeof objectStreamState>
export type ChangesState = z.infer<typeof changesState>
export type ListState = z.infer<typeof listState>
