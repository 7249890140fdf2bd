import { expectNotBackwards } from './cursor.ts'
import { expectSameAsSource, expectThat, some } from './expectation.ts'
import type { StreamStandIn } from './stand-in.ts'
import { newLedger, readStream, type StreamSubject } from './stream-subject.ts'

/** One property of a stream. Throws where the stream lacks it. */
export type StreamCheck = (subject: StreamSubject, standIn: StreamStandIn) => Promise<void>

/** A backfill over several pages holds what the source holds: the sum of its pages. */
export const backfillIsComplete: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(standIn.pageSize * 2 + 3)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
  const committed = new Set(ledger.commits.flat())
  const uncommitted = ids.filter((id) => !committed.has(id))
  expectThat(uncommitted.length === 0, `no page committed ${some(uncommitted)}`)
}

/** A backfill commits as it reads: after a crash, a large source need not be read from the start. */
export const backfillIsCommittedByPage: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(standIn.pageSize * 2 + 3)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  const pages = ledger.commits.filter((page) => page.length > 0).length
  expectThat(
    pages > 1,
    `${ids.length} records on 3 pages were committed at once: after a crash the whole backfill starts over`,
  )
}

/** An empty source is read without a complaint, and the first record that appears in it is found. */
export const emptySourceIsFine: StreamCheck = async (subject, standIn) => {
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
  await standIn.populate(1)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
}

/** A second run over an unchanged source changes no record and does not move the cursor backwards. */
export const secondRunChangesNothing: StreamCheck = async (subject, standIn) => {
  await standIn.populate(standIn.pageSize + 2)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  for (const run of ['second', 'third']) {
    const state = ledger.state
    const commits = ledger.commits.length
    await readStream(subject, standIn, ledger)
    const changed = ledger.commits.slice(commits).flat()
    expectThat(changed.length === 0, `the ${run} run changed records that nobody touched: ${some(changed)}`)
    expectNotBackwards(state, ledger.state)
  }
  await expectSameAsSource(ledger, standIn)
}

/** An incremental run brings changed and new records. */
export const changesAreFound: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(standIn.pageSize + 2)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  const changed = ids.slice(0, 2)
  const before = changed.map((id) => JSON.stringify(ledger.entry(id)))
  await standIn.modify(changed)
  await standIn.populate(1)
  await readStream(subject, standIn, ledger)
  const unseen = changed.filter((id, index) => JSON.stringify(ledger.entry(id)) === before[index])
  expectThat(unseen.length === 0, `changes were not read: ${some(unseen)}`)
  await expectSameAsSource(ledger, standIn)
}

/**
 * More records with one modification time than a page holds are all read: in a backfill, in an update, and where the tie is
 * with the last record of the run before.
 */
export const tiesAreKept: StreamCheck = async (subject, standIn) => {
  const addTies = (count: number): Promise<unknown> =>
    required(standIn.addWithSameModifiedTime).call(standIn, count)
  const ledger = newLedger(subject)
  const readAndCompare = async (): Promise<void> => {
    await readStream(subject, standIn, ledger)
    await expectSameAsSource(ledger, standIn)
  }
  await standIn.populate(2)
  await addTies(standIn.pageSize * 2 + 1)
  await readAndCompare()
  await standIn.populate(1)
  await addTies(standIn.pageSize * 3)
  await readAndCompare()
  await addTies(standIn.pageSize + 1)
  await readAndCompare()
  await addTies(1)
  await readAndCompare()
}

/** A record that the index shows only after the cursor has passed its modification time is found all the same. */
export const lateRecordIsFound: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(standIn.pageSize + 2)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  const late = await required(standIn.addUnindexed).call(standIn)
  await standIn.modify(ids.slice(0, 2))
  await readStream(subject, standIn, ledger)
  expectThat(
    ledger.entry(late.id) === undefined,
    `the stand-in shows ${late.id} before it is revealed: the check would prove nothing`,
  )
  await late.reveal()
  await readStream(subject, standIn, ledger)
  expectThat(ledger.live().has(late.id), `record ${late.id}, which the index showed late, was never read`)
  await expectSameAsSource(ledger, standIn)
}

/** A run that finds nothing leaves the cursor where it was, so that a record from before the run is still found. */
export const emptyRunKeepsTheCursor: StreamCheck = async (subject, standIn) => {
  await standIn.populate(2)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  const late = await required(standIn.addUnindexed).call(standIn)
  await readStream(subject, standIn, ledger)
  await readStream(subject, standIn, ledger)
  await late.reveal()
  await readStream(subject, standIn, ledger)
  expectThat(
    ledger.live().has(late.id),
    `record ${late.id} was missed: an empty run moved the cursor past it`,
  )
}

/** A deleted record goes, whether it was deleted before the first run or after it. */
export const deletedRecordGoes: StreamCheck = async (subject, standIn) => {
  const [early, late] = await standIn.populate(standIn.pageSize + 2)
  expectThat(early !== undefined && late !== undefined, 'the stand-in added no records')
  await required(standIn.archive).call(standIn, early)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
  await required(standIn.archive).call(standIn, late)
  await readStream(subject, standIn, ledger)
  expectThat(!ledger.live().has(late), `record ${late} was deleted in the source and is still live`)
  await expectSameAsSource(ledger, standIn)
}

/** A record that is brought back lives again, also where it was modified longer ago than the stream looks back. */
export const restoredRecordReturns: StreamCheck = async (subject, standIn) => {
  const [id] = await standIn.populate(standIn.pageSize + 2)
  expectThat(id !== undefined, 'the stand-in added no records')
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await required(standIn.archive).call(standIn, id)
  await readStream(subject, standIn, ledger)
  await required(standIn.restore).call(standIn, id)
  await readStream(subject, standIn, ledger)
  expectThat(ledger.live().has(id), `record ${id} was restored in the source and is not live again`)
  await expectSameAsSource(ledger, standIn)
}

/** A merged record lives on in the other one and leaves no second row, also when both were merged before the first run. */
export const mergeLeavesOneRecord: StreamCheck = async (subject, standIn) => {
  const [first, second, third, fourth] = await standIn.populate(standIn.pageSize + 4)
  expectThat(
    first !== undefined && second !== undefined && third !== undefined && fourth !== undefined,
    'the stand-in added too few records',
  )
  await required(standIn.merge).call(standIn, first, second)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
  const survivor = await required(standIn.merge).call(standIn, third, fourth)
  await readStream(subject, standIn, ledger)
  const into = ledger.entry(third)?.mergedInto
  expectThat(
    into === survivor,
    `record ${third} was merged into ${survivor}; the stream says ${into ?? 'nothing'}`,
  )
  await expectSameAsSource(ledger, standIn)
}

/** A field that no description names does no harm. */
export const unknownFieldIsHarmless: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(standIn.pageSize + 2)
  const ledger = newLedger(subject)
  await required(standIn.addUnknownField).call(standIn)
  await readStream(subject, standIn, ledger)
  await standIn.modify(ids.slice(0, 1))
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
  expectThat(ledger.rejects.length === 0, `records were set aside: ${ledger.rejects[0]?.reason}`)
}

/** A bulk edit that touches more records than one search may return is read to its end. */
export const bulkEditIsRead: StreamCheck = async (subject, standIn) => {
  const ids = await standIn.populate(required(standIn.searchCap) + standIn.pageSize + 1)
  const ledger = newLedger(subject)
  await readStream(subject, standIn, ledger)
  await standIn.modify(ids)
  await readStream(subject, standIn, ledger)
  await expectSameAsSource(ledger, standIn)
}

/** An optional part of a stand-in, which a declared capability promises. */
export function required<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the stand-in lacks a part that a declared capability needs')
  return part
}
