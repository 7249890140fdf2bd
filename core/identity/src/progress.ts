import type { CustomerLevel } from '@rapport/model'
import { type Database, loadStageState, saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import { inBatch } from './batch.ts'
import type { SystemNames } from './foreign-records.ts'
import { keyRules } from './keys.ts'
import { type IdentitySettings, rollsUp } from './settings.ts'

/** What the stage remembers between batches and runs. */
export interface Progress {
  readonly level: CustomerLevel
  /** What keys were made and joined under. */
  readonly keyed: string
  /** What the parties of deals were chosen under. */
  readonly labels: string
  /** The last revision of a contact or company whose keys are up to date. */
  readonly records: number
  /** The last revision of a deal whose party was chosen. */
  readonly deals: number
}

const stage = 'resolve'

/** Saves progress in the transaction of the batch that made it. */
export async function saveProgress(transaction: Database, progress: Progress): Promise<void> {
  await saveStageState(transaction, stage, { ...progress })
}

/**
 * Loads how far the stage came. Where settings changed it starts over: another level begins from nothing, other rules for
 * keys read every record again, other labels choose every deal's party again, other systems do both.
 */
export async function startProgress(
  db: Database,
  settings: IdentitySettings & { readonly systems: SystemNames },
  maxComponent: number,
): Promise<Progress> {
  const systems = Object.keys(settings.systems).length === 0 ? [] : [settings.systems]
  const wanted = {
    level: settings.level,
    keyed: JSON.stringify([keyRules, settings.defaultCountry, maxComponent, rollsUp(settings), ...systems]),
    labels: JSON.stringify([
      ...Object.entries(settings.associationLabels)
        .filter(([, label]) => label !== null)
        .sort(([left], [right]) => (left < right ? -1 : 1)),
      ...systems,
    ]),
  }
  const saved = await loadStageState(db, stage)
  if (saved === null || saved.level !== wanted.level) {
    const progress = { ...wanted, records: 0, deals: 0 }
    await inBatch(db, async (transaction) => {
      await forgetCustomers(transaction)
      await saveProgress(transaction, progress)
    })
    return progress
  }
  return {
    ...wanted,
    records: saved.keyed === wanted.keyed ? revision(saved.records) : 0,
    deals: saved.labels === wanted.labels ? revision(saved.deals) : 0,
  }
}

function revision(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

/**
 * Customers of one level say nothing of another's: they go, and what was computed of them. Ids are not used again,
 * since a CRM may still hold what was written of them.
 */
async function forgetCustomers(transaction: Database): Promise<void> {
  await sql`truncate customer, score, identity_link, identity_key, deal_party, deal_copy, dirty_customer cascade`.execute(
    transaction,
  )
  await sql`update reject set resolved_at = now() where stage = 'identity' and resolved_at is null`.execute(
    transaction,
  )
}
