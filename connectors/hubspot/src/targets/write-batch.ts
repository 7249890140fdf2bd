import {
  type ConnectorContext,
  ConnectorError,
  type FieldValue,
  type TargetField,
  type Write,
  type WriteResult,
} from '@rapport/connector'
import { kindOfCategory } from '../failures.ts'
import { kindOfTarget, writeFieldValue } from '../field-values.ts'
import { type RecordUpdate, updateRecords } from '../objects.ts'
import type { ObjectType } from '../paths.ts'
import { type HubspotSettings, propertyName } from '../settings.ts'

type Context = ConnectorContext<HubspotSettings>

/**
 * Writes up to 100 records with one call, and gives each write its own result.
 *
 * HubSpot answers in one of three ways: all written; 207 with the rows it refused; or it refuses the whole batch for the
 * sake of one row. Then the batch is halved until the bad rows stand alone, which costs about 2·log2(100) calls per bad row
 * and lets all others through.
 *
 * @throws ConnectorError where nothing is known of the batch as a whole.
 */
export async function writeBatch(
  ctx: Context,
  type: ObjectType,
  batch: readonly Write[],
  fields: readonly TargetField[],
): Promise<readonly WriteResult[]> {
  if (batch.length === 0) return []
  const outcomes = await send(ctx, type, toUpdates(ctx.settings, batch, fields))
  return batch.map((write) => ({ ...outcomeOf(outcomes, write.id, type), id: write.id }))
}

/** One input per record: what HubSpot does with an id that stands twice in a batch is not said. The later value counts. */
function toUpdates(
  settings: HubspotSettings,
  batch: readonly Write[],
  fields: readonly TargetField[],
): readonly RecordUpdate[] {
  const byName = new Map(fields.map((field) => [field.name, field]))
  const propertiesById = new Map<string, Record<string, string>>()
  for (const { id, values } of batch) {
    const properties = propertiesById.get(id) ?? {}
    propertiesById.set(id, properties)
    for (const [name, value] of Object.entries(values)) {
      properties[propertyName(settings, name)] = textOf(byName.get(name), name, value)
    }
  }
  return [...propertiesById].map(([id, properties]) => ({ id, properties }))
}

function textOf(field: TargetField | undefined, name: string, value: FieldValue): string {
  if (field === undefined) {
    throw new ConnectorError('config', `the field "${name}" is written but not declared as a target field`)
  }
  return writeFieldValue(kindOfTarget(field.type), value)
}

type Outcomes = Map<string, WriteResult>

async function send(ctx: Context, type: ObjectType, updates: readonly RecordUpdate[]): Promise<Outcomes> {
  try {
    return await sendOnce(ctx, type, updates)
  } catch (error) {
    if (!(error instanceof ConnectorError) || !isAboutRows(error)) throw error
    const [only] = updates
    if (only === undefined) throw error
    if (updates.length === 1) return new Map([[only.id, { id: only.id, ok: false, error }]])
    const middle = Math.ceil(updates.length / 2)
    const outcomes: Outcomes = new Map()
    for (const half of [updates.slice(0, middle), updates.slice(middle)]) {
      for (const [id, outcome] of await sendHalf(ctx, type, half)) outcomes.set(id, outcome)
    }
    return outcomes
  }
}

/** Once the other half may have been written, a failure is that of these rows and no longer of the whole batch. */
async function sendHalf(ctx: Context, type: ObjectType, updates: readonly RecordUpdate[]): Promise<Outcomes> {
  try {
    return await send(ctx, type, updates)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return new Map(updates.map(({ id }) => [id, { id, ok: false, error }]))
  }
}

/** Whether a batch was refused for what stands in it, so that smaller parts may pass. */
function isAboutRows(error: ConnectorError): boolean {
  return error.kind === 'invalid' || error.kind === 'gone' || error.kind === 'conflict'
}

async function sendOnce(ctx: Context, type: ObjectType, updates: readonly RecordUpdate[]): Promise<Outcomes> {
  const answer = await updateRecords(ctx, type, updates)
  const outcomes: Outcomes = new Map()
  for (const { id, updatedAt } of answer.updated) {
    outcomes.set(id, { id, ok: true, modifiedAt: updatedAt })
  }
  for (const failure of answer.failures) {
    for (const id of failure.ids) {
      const error = new ConnectorError(
        kindOfCategory(failure.category),
        `${type} ${id}: refused by HubSpot: ${failure.message}`,
      )
      outcomes.set(id, { id, ok: false, error })
    }
  }
  return outcomes
}

function outcomeOf(outcomes: Outcomes, id: string, type: ObjectType): WriteResult {
  return (
    outcomes.get(id) ?? {
      id,
      ok: false,
      error: new ConnectorError('contract', `${type} ${id}: HubSpot's answer does not mention this record`, {
        outcome: 'unknown',
      }),
    }
  )
}
