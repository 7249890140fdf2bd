import { formatReference } from '@rapport/model'
import { countRejects, listRejects } from '@rapport/store'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'
import { table } from './table.ts'

/** Prints the records that are set aside now. */
export async function printRejects(options: GlobalOptions & { readonly show: number }): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    const rejects = (await listRejects(store.db, options.show)).map(rejectData)
    const total = await countRejects(store.db)
    const rows = rejects.map(({ record, stage, tries, reason }) => [record, stage, String(tries), reason])
    printResult(options, { total, rejects }, () =>
      total === 0
        ? ['no record is set aside']
        : [
            ...table(['record', 'stage', 'tries', 'reason'], rows, ['left', 'left', 'right']),
            ...(total > rejects.length
              ? [`… ${count(total - rejects.length)} more: give a larger --show`]
              : []),
          ],
    )
  })
}

/** A record that was set aside, as data. */
export function rejectData(
  reject: Omit<
    Awaited<ReturnType<typeof listRejects>>[number],
    'retry' | 'retry_asked_at' | 'retry_asked_by'
  >,
) {
  const { connection, entity, record_id: id, stage, reason, tries, raw } = reject
  return {
    record: formatReference({ connection, entity, id }),
    stage,
    reason,
    tries,
    firstAt: reject.first_at,
    lastAt: reject.last_at,
    /** What the source gave, where it could be kept. */
    raw,
  }
}
