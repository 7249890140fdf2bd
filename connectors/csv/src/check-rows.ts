import type { CheckResult, ConnectorContext, FieldSelection } from '@rapport/connector'
import { z } from 'zod'
import { readRecords } from './file-stream.ts'
import type { Settings } from './settings.ts'
import { withoutContent } from './shape.ts'
import type { SourceFile } from './source-file.ts'
import { reviewFile } from './streams/reviews.ts'

/** How many rows are looked at: a file that is understood in so many is understood. */
const sampledRows = 1000
/** How many reasons are told. */
const toldReasons = 3

const cellsOfRow = z.record(z.string(), z.string())

/**
 * Reads the first rows of a file of reviews and tells what of them would be set aside, and why, without what they say: `rapport
 * rejects` shows that.
 */
export async function checkReviewRows(
  ctx: ConnectorContext<Settings>,
  file: SourceFile,
  fields: FieldSelection,
): Promise<CheckResult> {
  const name = 'reviews: a sample read'
  const reasons: string[] = []
  let [rows, rejected] = [0, 0]
  for await (const changes of readRecords(ctx, file, reviewFile, fields)) {
    for (const change of changes) {
      if (change.type !== 'reject') continue
      rejected += 1
      if (reasons.length === toldReasons) continue
      const reason = change.reason.replace(`${file.path}, `, '')
      reasons.push(withoutContent(reason, Object.values(cellsOfRow.parse(change.raw ?? {}))))
    }
    rows += 1
    if (rows === sampledRows) break
  }
  const what = rows === sampledRows ? `of the first ${sampledRows} rows` : `of ${rows} rows`
  if (rejected === 0) return { name, ok: true, detail: `${what} none would be set aside` }
  const further = rejected > reasons.length ? `; and ${rejected - reasons.length} more` : ''
  return {
    name,
    ok: false,
    detail: `${what} ${rejected} would be set aside: ${reasons.join('; ')}${further}`,
  }
}
