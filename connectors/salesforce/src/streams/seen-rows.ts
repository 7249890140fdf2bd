import { createHash } from 'node:crypto'
import type { EntityName } from '@rapport/model'
import type { Row } from '../query.ts'
import type { Position } from '../soql.ts'
import { shift } from '../values.ts'
import { stampOf } from './changes-of-rows.ts'
import { overlapMs } from './overlap.ts'
import type { Reading } from './reading.ts'

/** A digest of rows with all that was asked of them: two changes of a record within one second differ in nothing else. */
export function digestOf(rows: readonly Row[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 16)
}

/**
 * The digest of the rows of the moments before the cursor, which the next run reads again; null where they are not all among these
 * last ones of a reading.
 * @param isAll whether these are all rows from before those moments on.
 */
export function seenBefore(
  reading: Reading<EntityName>,
  cursor: Position | null,
  rows: readonly Row[],
  isAll: boolean,
): string | null {
  const [first] = rows
  if (cursor === null || first === undefined) return null
  const oldest = shift(cursor.at, -overlapMs)
  if (!isAll && stampOf(reading, first) >= oldest) return null
  return digestOf(rows.filter((row) => stampOf(reading, row) >= oldest))
}
