import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'
import { listedRunOf, type StoredRun } from './run-answers.ts'

/** Which runs are listed: all that is named must hold. */
export interface RunFilter {
  readonly state: readonly string[]
  readonly kind: string | undefined
  readonly schedule: string | undefined
}

const byNumber: Keyset = {
  ...{ sort: '-id', value: 'number', id: 'number', descending: true },
  ...{ by: sql`run.id`, idBy: sql`run.id` },
}

/** Runs, the latest first. */
export async function listRuns(
  db: Database,
  { state, kind, schedule }: RunFilter,
  part: { readonly cursor: string | undefined; readonly limit: number },
) {
  const { rows, next } = await readPage(byNumber, part, async ({ where, orderBy, limit }) => {
    const found = await sql<StoredRun & SortedRow>`
      select id as "sortValue", id as "sortId", id, kind, state, dry_run, requested_by, schedule, settings, started_at,
        finished_at, summary, error
      from run
      where ${where}
        and ${state.length === 0 ? sql`true` : sql`state = any(${[...state]}::text[])`}
        and ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
        and ${schedule === undefined ? sql`true` : sql`schedule = ${schedule}`}
      order by ${orderBy} limit ${limit}
    `.execute(db)
    return found.rows
  })
  return { items: rows.map(listedRunOf), next }
}
