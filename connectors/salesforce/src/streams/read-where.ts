import type { EntityName } from '@rapport/model'
import type { Position } from '../soql.ts'
import { type ChangeGroup, changesOfRows } from './changes-of-rows.ts'
import type { Reading } from './reading.ts'
import { readPage } from './row-pages.ts'

/**
 * Reads every record under these conditions, page by page.
 * @param seen takes their ids.
 * @returns the reading that gave the last of them: without fields that have gone since it was opened.
 */
export async function* readWhere<E extends EntityName>(
  opened: Reading<E>,
  where: readonly string[],
  seen: Set<string>,
): AsyncGenerator<ChangeGroup<E>, Reading<E>> {
  let reading = opened
  let position: Position | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof readPage<E>>> = await readPage(reading, position, where)
    reading = page.by
    const group = await changesOfRows(reading, page.rows)
    for (const change of group.changes) if (change.type === 'upsert') seen.add(change.record.id)
    yield group
    if (!page.isFull || page.last === null) return reading
    position = page.last
  }
}
