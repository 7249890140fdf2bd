import { formatReference } from '@rapport/model'
import { countRejects, listRejects } from '@rapport/store'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'
import { table } from './table.ts'

/** Prints the records that are set aside now. */
export async function printRejects(options: GlobalOptions & { readonly show: number }): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    const [rejects, total] = [await listRejects(store.db, options.show), await countRejects(store.db)]
    const rows = rejects.map((reject) => [
      formatReference({ connection: reject.connection, entity: reject.entity, id: reject.record_id }),
      reject.stage,
      String(reject.tries),
      reject.reason,
    ])
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
