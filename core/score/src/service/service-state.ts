import { createHash } from 'node:crypto'
import { type Database, loadStageState, saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'
import type { MeasuredUpTo } from './dirty-tickets.ts'
import type { ServiceScoreSettings } from './settings.ts'

const stage = 'service'
/** Goes up with every change of what is computed or kept of a ticket: all tickets are measured again then. */
const stateShape = 3

interface StoredState {
  readonly fingerprint: string
  readonly revision: number
  readonly asOf: string
}

/** What was measured under the same settings and not for a later moment; null: everything is to be measured. */
export async function measuredUpTo(
  db: Database,
  settings: ServiceScoreSettings,
): Promise<MeasuredUpTo | null> {
  // Written by this stage alone, in this shape.
  const state = (await loadStageState(db, stage)) as StoredState | null
  if (state === null || state.fingerprint !== fingerprintOf(settings)) return null
  const asOf = new Date(state.asOf)
  return asOf > settings.asOf ? null : { revision: state.revision, asOf }
}

/** Remembers up to where the tickets are marked for measuring. */
export async function saveMeasuredUpTo(
  transaction: Database,
  settings: ServiceScoreSettings,
  revision: number,
): Promise<void> {
  const state: StoredState = {
    fingerprint: fingerprintOf(settings),
    revision,
    asOf: settings.asOf.toISOString(),
  }
  await saveStageState(transaction, stage, { ...state })
}

/** The revision of the newest change in the store. */
export async function newestRevision(db: Database): Promise<number> {
  const { rows } = await sql<{ revision: number }>`select last_value as revision from revision`.execute(db)
  return rows[0]?.revision ?? 0
}

/** A digest of all settings that a ticket's row depends on. */
function fingerprintOf({ timezone, level, service }: ServiceScoreSettings): string {
  return createHash('sha256').update(JSON.stringify({ stateShape, timezone, level, service })).digest('hex')
}

const finished = 'service-measured'

/**
 * Remembers the moment that all tickets are measured as of, and by which policies; until a measuring is through, those of the one
 * before stand.
 */
export async function saveMeasuredAt(
  db: Database,
  asOf: Date,
  policies: { readonly service: string; readonly fcr: string },
): Promise<void> {
  await saveStageState(db, finished, { asOf: asOf.toISOString(), policies })
}

const policiesMeasuredBy = z.object({ policies: z.object({ service: z.string(), fcr: z.string() }) })

/** The policies that all tickets are measured by; null before the first measuring, and where a former version measured. */
export async function measuredPolicies(
  db: Database,
): Promise<{ readonly service: string; readonly fcr: string } | null> {
  return policiesMeasuredBy.safeParse(await loadStageState(db, finished)).data?.policies ?? null
}
