import type { Change } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { Position } from '../soql.ts'
import { changesOfRows } from './changes-of-rows.ts'
import type { Reading } from './reading.ts'
import { readPage } from './row-pages.ts'

/** Reads every record under these conditions, page by page. */
export async function* readWhere<E extends EntityName>(
  reading: Reading<E>,
  where: readonly string[],
): AsyncGenerator<Change<E, never>> {
  let position: Position | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof readPage<E>>> = await readPage(reading, position, where)
    yield* changesOfRows(page.by, page.rows)
    if (!page.isFull || page.last === null) return
    position = page.last
  }
}
