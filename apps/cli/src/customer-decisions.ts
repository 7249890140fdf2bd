import { addOverride, listOverrides, undoOverride } from '@rapport/identity'
import { formatReference, type SoughtRecord } from '@rapport/model'
import { findRecord } from './find-record.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { table } from './table.ts'
import { userName } from './user-name.ts'

const applied = 'the next sync applies it'

/** Decides that two records are, or are not, one customer. */
export async function decide(
  options: GlobalOptions,
  kind: 'merge' | 'split',
  ...sought: readonly [SoughtRecord, SoughtRecord]
): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    const left = await findRecord(store.db, sought[0])
    const right = await findRecord(store.db, sought[1])
    const id = await addOverride(store.db, { kind, left, right, by: userName() })
    const verb = kind === 'merge' ? 'are one customer' : 'are not one customer'
    printResult(options, { id, kind, left: formatReference(left), right: formatReference(right) }, () => [
      `decision ${id}: ${formatReference(left)} and ${formatReference(right)} ${verb}; ${applied}`,
    ])
  })
}

/** Takes a decision back. */
export async function undoDecision(options: GlobalOptions, id: number): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    await undoOverride(store.db, id, userName())
    printResult(options, { id, undone: true }, () => [`decision ${id} is taken back; ${applied}`])
  })
}

/** Prints all decisions. */
export async function printDecisions(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    const decisions = (await listOverrides(store.db)).map((decision) => ({
      ...decision,
      left: formatReference(decision.left),
      right: formatReference(decision.right),
    }))
    printResult(options, decisions, () =>
      decisions.length === 0
        ? ['no decision was taken by hand']
        : table(
            ['number', 'decision', 'records', 'by', 'taken back'],
            decisions.map(({ id, kind, left, right, by, undoneAt }) => [
              String(id),
              kind,
              `${left} ${right}`,
              by,
              undoneAt?.toISOString() ?? '',
            ]),
          ),
    )
  })
}
