import { instant } from '@rapport/model'
import { z } from 'zod'
import { archivedState } from './archived.ts'

/** In the middle of the first reading: everything before the list cursor `after` has been read. */
const listState = z.strictObject({
  phase: z.literal('list'),
  after: z.string().nullable(),
  /** The newest modified time that HubSpot knew when the list was begun: changes since then are read by search. */
  watermark: instant,
})

/** Everything has been read once; from here on only changes are. */
const changesState = z.strictObject({
  phase: z.literal('changes'),
  /** The newest modified time that was read. */
  cursor: instant,
  /** In the middle of many records with the time `cursor`: the ids up to this one have been read. */
  afterId: z.string().nullable(),
  /** Where counting has to begin, when a run ended before it had counted. */
  countFrom: instant.nullable(),
  archived: archivedState,
  /**
   * A digest of the counts that still differed after everything was read again, e.g. because of a record that was set aside:
   * as long as they differ in the same way, nothing is missing.
   */
  settled: z.string().nullable(),
})

/** How far an object stream has come. Its size is fixed: it holds no list of ids. */
export const objectStreamState = z.discriminatedUnion('phase', [listState, changesState])
export type ObjectStreamState = z.infer<typeof objectStreamState>
export type ChangesState = z.infer<typeof changesState>
export type ListState = z.infer<typeof listState>
