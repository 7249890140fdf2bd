import process from 'node:process'
import { describe, test } from 'vitest'
import {
  backfillIsCommittedByPage,
  backfillIsComplete,
  bulkEditIsRead,
  changesAreFound,
  deletedRecordGoes,
  emptyRunKeepsTheCursor,
  emptySourceIsFine,
  lateRecordIsFound,
  mergeLeavesOneRecord,
  restoredRecordReturns,
  type StreamCheck,
  secondRunChangesNothing,
  tiesAreKept,
  unknownFieldIsHarmless,
} from './stream-checks.ts'
import { errorsHoldNoSecret, passingFaults, survives, yieldsHoldNoSecret } from './stream-faults.ts'
import {
  abortEndsAHangingCall,
  abortLeavesAValidCheckpoint,
  backfillSurvivesAnyKill,
  findsWhatChangedWhileDown,
  updateSurvivesAnyKill,
} from './stream-interruptions.ts'
import type { StreamSubject } from './stream-subject.ts'

/**
 * What a source can do beyond adding and changing records. Each one declared is checked, and its methods of the stand-in
 * are then needed; a source that cannot do it (files know no merge) leaves it out.
 * - `pages`: there may be many records, so that a first reading must be committed as it goes
 * - `archive`: records can be deleted or archived
 * - `restore`: and brought back
 * - `merge`: records can be merged
 * - `ties`: many records can share one modification time
 * - `late-index`: the index shows a record some time after it was written
 * - `search-cap`: a search gives a limited number of results
 * - `unknown-field`: answers can carry fields that no description names
 * - `http`: the source is called, so calls can fail
 */
export type StreamCapability =
  | 'pages'
  | 'archive'
  | 'restore'
  | 'merge'
  | 'ties'
  | 'late-index'
  | 'search-cap'
  | 'unknown-field'
  | 'http'

const everyStream: Readonly<Record<string, StreamCheck>> = {
  'a backfill holds what the source holds: the sum of its pages': backfillIsComplete,
  'an empty source is fine, and its first record is found': emptySourceIsFine,
  'changed and new records are found by the next run': changesAreFound,
  'a second run over an unchanged source changes nothing': secondRunChangesNothing,
  'killed after any change of a backfill and started again, it ends in the same state':
    backfillSurvivesAnyKill,
  'killed after any change of an update and started again, it ends in the same state': updateSurvivesAnyKill,
  'what changed while it was down is found': findsWhatChangedWhileDown,
  'told to stop in mid-page, it leaves a valid checkpoint': abortLeavesAValidCheckpoint,
  'no secret is in what it yields or records': yieldsHoldNoSecret,
}

const byCapability: Readonly<Record<StreamCapability, Readonly<Record<string, StreamCheck>>>> = {
  pages: { 'a backfill is committed page by page': backfillIsCommittedByPage },
  archive: { 'a deleted record goes': deletedRecordGoes },
  restore: { 'a restored record lives again': restoredRecordReturns },
  merge: { 'a merge leaves one record': mergeLeavesOneRecord },
  ties: { 'records with one modification time are all kept at the edge of a page': tiesAreKept },
  'late-index': {
    'a record that the index shows late is found': lateRecordIsFound,
    'an empty run keeps the cursor': emptyRunKeepsTheCursor,
  },
  'search-cap': { 'a bulk edit larger than a search may return is read to its end': bulkEditIsRead },
  'unknown-field': { 'an unknown field does no harm': unknownFieldIsHarmless },
  http: {
    ...Object.fromEntries(
      passingFaults.map((fault) => [`it survives the fault "${fault}"`, survives(fault)] as const),
    ),
    'told to stop while the vendor hangs, it leaves a valid checkpoint': abortEndsAHangingCall,
    'no secret is in an error': errorsHoldNoSecret,
  },
}

/** The checks that a stream with these capabilities must pass, by the sentence that names each. */
export function streamChecks(
  capabilities: readonly StreamCapability[],
): Readonly<Record<string, StreamCheck>> {
  return Object.assign({}, everyStream, ...capabilities.map((capability) => byCapability[capability]))
}

export interface StreamContractOptions extends StreamSubject {
  readonly capabilities: readonly StreamCapability[]
  /**
   * The stream by whose code this one reads, where all of its checks are made: of this one, what depends on the record is checked in
   * every run of the tests, and the rest in `npm run test:faults`.
   */
  readonly readsLike?: string
}

/** What depends on the record that is read. */
const ofTheRecord: readonly StreamCheck[] = [
  backfillIsComplete,
  changesAreFound,
  secondRunChangesNothing,
  tiesAreKept,
  deletedRecordGoes,
  mergeLeavesOneRecord,
  yieldsHoldNoSecret,
]

/** Runs one check against a stand-in of its own. */
export async function runStreamCheck(check: StreamCheck, subject: StreamSubject): Promise<void> {
  const standIn = await subject.start()
  try {
    await check(subject, standIn)
  } finally {
    await standIn.close()
  }
}

/**
 * Declares the contract tests of one stream.
 *
 * @example
 * describeStreamContract('contacts of Example', {
 *   connector: example,
 *   stream: 'contact',
 *   capabilities: ['pages', 'archive', 'http'],
 *   start: () => startExample(),
 * })
 */
export function describeStreamContract(name: string, options: StreamContractOptions): void {
  describe(`${name}: the contract of a stream`, () => {
    const isWhole = options.readsLike === undefined || process.env.RAPPORT_FAULTS === 'full'
    for (const [sentence, check] of Object.entries(streamChecks(options.capabilities))) {
      if (!isWhole && !ofTheRecord.includes(check)) continue
      test(sentence, { timeout: 60_000 }, () => runStreamCheck(check, options))
    }
  })
}
