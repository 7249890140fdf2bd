import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { momentInForce } from '../reports/scores-in-force.ts'
import type { Workspace } from '../workspace.ts'

/** The state of a stage that only says of which version the customer list is: it changes no number. */
export const customerListStage = 'customer-list'

/**
 * Names the state of all that numbers come from: it changes when a step of a run ended, a stage kept its state, a person decided
 * something, or the day of the evaluation is another. What was computed under one version may be answered as long as it is the same.
 */
export async function dataVersion(workspace: Workspace, db: Database = workspace.store.db): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select concat_ws(' ',
      (select extract(epoch from max(finished_at)) from run_step),
      (select extract(epoch from max(updated_at)) from stage_state where stage <> ${customerListStage}),
      (select max(id) from audit)
    ) as version
  `.execute(db)
  return `${momentInForce(workspace).toISOString()} ${rows[0]?.version ?? ''}`
}
