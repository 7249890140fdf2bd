import type { EntityName } from '@rapport/model'
import type { Position } from '../soql.ts'
import { type ChangeGroup, changesOfRows } from './changes-of-rows.ts'
import type { Reading } from './reading.ts'
import { readPage } from './row-pages.ts'

/** Reads every record under these conditions, page by page. */
export async function* readWhere<E extends EntityName>(
  reading: Reading<E>,
  where: readonly string[],
): AsyncGenerator<ChangeGroup<E>> {
  let position: Position | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof readPage<E>>> = await readPage(reading, position, where)
    yield await changesOfRows(page.by, page.rows)
    if (!page.isFull || page.last === null) return
    position = page.last
  }
}
