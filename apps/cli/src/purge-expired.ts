import { applySourceTerms } from '@rapport/run'
import { duePurges, type PurgeDue, type Purged } from '@rapport/store'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'

/** Deletes what may not be kept any longer, and tells what is due next. */
export async function purge(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const purged = await applySourceTerms(workspace)
    const due = await duePurges(workspace.store.db)
    printResult(options, { purged, due }, () => purgeLines(purged, due))
  })
}

/** The result of a purge as text. */
export function purgeLines(purged: readonly Purged[], due: readonly PurgeDue[]): readonly string[] {
  const done = purged.map(
    ({ connection, entity, records }) =>
      `deleted ${entity === 'place' ? 'all but the ids of ' : ''}${named(records, entity)} of ${connection}`,
  )
  const next = due.map(
    ({ connection, entity, records, first, last }) =>
      `due: ${named(records, entity)} of ${connection}, ${
        records === 1 ? `at ${minute(first)}` : `from ${minute(first)} to ${minute(last)}`
      }`,
  )
  return [
    ...(done.length === 0 ? ['nothing had expired'] : done),
    ...(next.length === 0 ? ['nothing is due: no connection has content that expires'] : next),
  ]
}

const names: Readonly<Record<string, readonly [string, string]>> = {
  review: ['review', 'reviews'],
  place: ['place', 'places'],
  reject: ['record that was set aside', 'records that were set aside'],
}

function named(records: number, entity: string): string {
  const [one, several] = names[entity] ?? [entity, entity]
  return `${count(records)} ${records === 1 ? one : several}`
}

/** A moment in UTC, to the minute. */
function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`
}
