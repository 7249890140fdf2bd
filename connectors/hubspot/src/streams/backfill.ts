import type { Change, Delete } from '@rapport/connector'
import { listRecords, type RecordPage } from '../objects.ts'
import { neverSwept, sweepArchived } from './archived.ts'
import { changesOfRecords } from './changes-of-records.ts'
import { inlineTypes } from './links.ts'
import { newestModified } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { groupPages } from './page-groups.ts'
import { groupSize } from './read-changes.ts'
import { beginning, modifiedAt, type Reading } from './reading.ts'
import type { ListState, ObjectStreamState } from './stream-state.ts'

/**
 * Where a first reading begins. The watermark is HubSpot's own newest modified time, not a clock of ours: whatever changes
 * while the list is read is newer, or late in the index and then found by counting. The archived list is looked at before, so
 * that a record restored while the list is read, perhaps over days, is missed on it afterwards.
 */
export async function* beginBackfill(
  reading: Reading<ObjectEntity>,
  fingerprint: string,
): AsyncGenerator<Delete, ListState> {
  const { state: archived } = yield* sweepArchived(reading, neverSwept)
  const { records } = await newestModified(reading, null, 1)
  const newest = records[0]
  return {
    phase: 'list',
    after: null,
    watermark: newest === undefined ? beginning : modifiedAt(reading, newest),
    archived,
    fingerprint,
    portal: null,
  }
}

/**
 * Reads the list of all records, with a checkpoint after each page (after each 1,000 records where labels are asked for). Returns
 * how many they are.
 */
export async function* readBackfill<E extends ObjectEntity>(
  reading: Reading<E>,
  since: ListState,
): AsyncGenerator<Change<E, ObjectStreamState>, number> {
  let records = 0
  const size = inlineTypes(reading).length === reading.description.linked.length ? 1 : groupSize(reading)
  for await (const group of groupPages(listPages(reading, since.after), size)) {
    yield* changesOfRecords(reading, group.records, 'list')
    records += group.records.length
    if (group.last.next === null) break
    yield { type: 'checkpoint', state: { ...since, after: group.last.next } }
  }
  return records
}

async function* listPages(reading: Reading<ObjectEntity>, start: string | null): AsyncGenerator<RecordPage> {
  let after = start
  do {
    const page = await listRecords(reading.ctx, reading.description.objectType, {
      after,
      properties: reading.listProperties,
      associations: inlineTypes(reading),
    })
    yield page
    after = page.next
  } while (after !== null)
}
