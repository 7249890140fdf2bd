import type { ConnectorContext, TargetDefinition } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { forgetFields, isAnyValueKnown } from './missing-fields.ts'
import { holdsAnyOwnValue } from './own-values.ts'
import { noteRestored, type ReadBackOptions, readBackRestored, restoredFields } from './restored-values.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/**
 * Creates the fields again that somebody deleted in the CRM since Rapport wrote to them. Before the first write nothing is asked, as
 * applying a plan creates the fields then, unless that was cut off before what came back was read.
 * @returns the names of the fields that were created
 */
export async function restoreFields<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  entity: WriteEntity,
  fields: readonly WriteField[],
  options: ReadBackOptions = {},
): Promise<readonly string[]> {
  const of = { connection: ctx.connection, entity }
  const isConcerned = (await holdsAnyOwnValue(db, of)) || (await restoredFields(db, of, fields)).length > 0
  return isConcerned ? createMissingFields(db, ctx, target, entity, fields, options) : []
}

/**
 * Creates the fields that the CRM lacks. Where somebody deleted them and their values went with them, what was known of them is
 * forgotten: the next plan writes them anew, and does not take their absence for an edit. Of fields that the CRM may give back with their
 * values, records are read back. Both are settled before the first is created: a process that dies in the middle leaves nothing else
 * behind that tells a field created again from one that was always there.
 * @returns the names of the fields that were created
 */
export async function createMissingFields<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  entity: WriteEntity,
  fields: readonly WriteField[],
  options: ReadBackOptions = {},
): Promise<readonly string[]> {
  const of = { connection: ctx.connection, entity }
  const settle = (missing: readonly string[], mayComeBack: readonly string[] = []) =>
    db.transaction().execute(async (transaction) => {
      const gone = missing.filter((name) => !mayComeBack.includes(name))
      await forgetFields(transaction, of, gone)
      await noteRestored(transaction, of, mayComeBack)
      // Another process may have created them and written to them by now.
      await options.mustBeMine?.(transaction)
    })
  // To find out what comes back may cost a call, which a first write is spared.
  const onMissing = (await isAnyValueKnown(db, of)) ? settle : undefined
  const created = await target.ensureFields(ctx, fields, onMissing)
  await readBackRestored(db, ctx, target, entity, fields, options)
  return created
}
