import path from 'node:path'
import { ConfigurationError } from '@rapport/config'
import { ConnectorError } from '@rapport/connector'
import { type ExtractCounts, extractStream } from '@rapport/extract'
import { resolve } from '@rapport/identity'
import { formatLocalDay, localDay } from '@rapport/metrics'
import {
  endOfDay,
  importExchangeRates,
  loadExchangeRates,
  scoreCustomers,
  scoreSettings,
} from '@rapport/score'
import { analyzeTables, tableOf } from '@rapport/store'
import {
  applyPlan,
  convertedFields,
  convertMoney,
  createPlan,
  findUnsettledPlans,
  listMissingRates,
  loadPlan,
  type MoneyConversion,
  settlePlan,
  targetFields,
  type WriteEntity,
  wantedFromScores,
} from '@rapport/writeback'
import { evaluationDate } from './as-of.ts'
import type { CallCounter } from './call-counter.ts'
import { openConnection, openTarget } from './connection.ts'
import type { Counts, RunEvent, StepReference } from './events.ts'
import { fieldSelection, onDriftOf, writtenFields } from './field-selection.ts'
import { identitySettings } from './identity-settings.ts'
import { stepProgress } from './progress.ts'
import type { Workspace } from './workspace.ts'

/** From so many new rows on, the planner must not go by what it knew before. */
const manyRows = 1_000

/** What a step is given. */
export interface StepContext {
  readonly workspace: Workspace
  readonly runId: number
  readonly step: StepReference
  readonly signal: AbortSignal
  readonly calls: CallCounter
  readonly confirm: boolean
  readonly emit: (event: RunEvent) => void
  /** Reasons of guard rails to stop; a step adds to them. */
  readonly stops: string[]
  /** Plans made in this run; a step adds to them. */
  readonly planIds: number[]
}

/** Reads one stream of one connection into the store. */
export async function extractStep(context: StepContext): Promise<Counts> {
  const { workspace, step } = context
  const { connector, ctx } = await connect(context)
  const stream = connector.streams.find(({ entity }) => entity === step.subject)
  if (stream === undefined) throw new Error(`${step.connection} has no stream ${step.subject}`)
  const progress = stepProgress(step, context.emit, () => context.calls.made)
  const counts = await extractStream({
    db: workspace.store.db,
    ctx,
    stream,
    fields: fieldSelection(workspace.config, ctx.connection, stream.entity),
    retention: connector.retention,
    onProgress: (sofar) => progress.report(asCounts(sofar)),
  })
  if (counts.inserted >= manyRows) await analyzeTables(workspace.store.db, [tableOf(stream.entity)])
  return asCounts(counts)
}

/** Resolves records to customers. */
export async function resolveStep(context: StepContext): Promise<Counts> {
  const { config, store } = context.workspace
  const progress = stepProgress(context.step, context.emit, () => context.calls.made)
  const counts = await resolve(store.db, identitySettings(config), {
    signal: context.signal,
    onProgress: (sofar) => progress.report({ ...sofar, done: sofar.records + sofar.deals }),
  })
  if (counts.links + counts.deals >= manyRows) {
    await analyzeTables(store.db, ['customer', 'identity_link', 'deal_party', 'dirty_customer'])
  }
  return { ...counts }
}

/** Scores the customers, by the exchange rates that the set-up's file holds now. */
export async function scoreStep(context: StepContext): Promise<Counts> {
  const { config, store } = context.workspace
  await readRates(context.workspace)
  const now = new Date()
  const progress = stepProgress(context.step, context.emit, () => context.calls.made)
  const counts = await scoreCustomers(
    store.db,
    scoreSettings(config, evaluationDate(config, now.getTime()), now),
    {
      signal: context.signal,
      onProgress: (done, total) => progress.report({ done }, total),
    },
  )
  return { ...counts }
}

/** @throws ConnectorError of kind `config` with every line of the file that is no rate. */
async function readRates({ config, folder, store }: Workspace): Promise<void> {
  const { rates } = config
  try {
    await importExchangeRates(
      store.db,
      rates === null ? null : { name: rates, path: path.resolve(folder, rates) },
    )
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw new ConnectorError('config', error.message, { cause: error })
  }
}

/**
 * Plans what to write to one entity of one connection. Interrupted writes are settled first, by reading them back: what of
 * their plan is still open becomes part of the new one. Nothing is written, so a dry run may do it.
 */
export async function planStep(context: StepContext): Promise<Counts> {
  const { workspace, step } = context
  const { db } = workspace.store
  const { connection, entity, fields } = destinationOf(context)
  for (const { planId } of await findUnsettledPlans(db, connection, entity)) {
    const writer = await connectToWrite(context)
    await settlePlan(db, writer.ctx, writer.target, planId, { signal: context.signal })
  }
  const { guardRails, timezone, writeBack } = workspace.config
  const settings = writeBack[connection]
  const asOf = endOfDay(evaluationDate(workspace.config, Date.now()), timezone)
  const money = await moneyConversion(context)
  const { planId, counts, stopped } = await createPlan(db, {
    runId: context.runId,
    connection,
    entity,
    fields: money === null ? fields : convertedFields(fields),
    onDrift: onDriftOf(workspace.config, connection),
    materiality: settings?.materiality ?? 0.01,
    guardRails,
    confirmed: context.confirm,
    wanted: wantedFromScores(db, { connection, entity, fields, asOf, money }),
  })
  const withoutRate = await listMissingRates(db, { connection, entity }, money)
  context.planIds.push(planId)
  if (stopped !== null) context.stops.push(`${stopped.sentence}: ${stopped.confirm}`)
  stepProgress(step, context.emit, () => context.calls.made).report({ done: counts.considered })
  return {
    ...counts,
    planned: counts.changed + counts.cleared,
    ...(withoutRate === 0 ? {} : { withoutExchangeRate: withoutRate }),
  }
}

/** Into the currency in which the target's money is read; null where that is the workspace's, or nobody knows. */
async function moneyConversion(context: StepContext): Promise<MoneyConversion | null> {
  const { config, connectors, store } = context.workspace
  const { connection, entity, fields } = destinationOf(context)
  if (!fields.some(({ type }) => type === 'currency')) return null
  const connector = connectors.get(config.connections[connection]?.connector ?? '')
  const writer = connector?.targets.find((candidate) => candidate.entity === entity)
  if (writer?.currency === undefined) return null
  const { ctx } = await connect(context)
  const to = await writer.currency(ctx)
  if (to === null || to === config.currency) return null
  return convertMoney({ from: config.currency, to }, await loadExchangeRates(store.db, to), (asOf) =>
    formatLocalDay(localDay(asOf.toISOString(), config.timezone)),
  )
}

/** Writes what was planned in this run. */
export async function applyStep(context: StepContext): Promise<Counts> {
  const { db } = context.workspace.store
  const { connection, entity } = destinationOf(context)
  for (const planId of context.planIds) {
    const plan = await loadPlan(db, planId)
    if (plan.connection === connection && plan.entity === entity) return apply(context, planId)
  }
  return {}
}

async function apply(context: StepContext, planId: number): Promise<Counts> {
  const { workspace, step } = context
  const { ctx, target } = await connectToWrite(context)
  const { fields } = destinationOf(context)
  const progress = stepProgress(step, context.emit, () => context.calls.made)
  const counts = await applyPlan(workspace.store.db, ctx, target, planId, {
    fields,
    onDrift: onDriftOf(workspace.config, ctx.connection),
    signal: context.signal,
    confirmed: context.confirm,
    onProgress: ({ total, done, counts: sofar }) => progress.report({ ...sofar, done }, total),
  })
  return { ...counts }
}

function destinationOf({ workspace, step }: StepContext) {
  const connection = step.connection ?? ''
  const entity: WriteEntity = step.subject === 'company' ? 'company' : 'contact'
  return {
    connection,
    entity,
    fields: targetFields(writtenFields(workspace.config, connection, entity), entity),
  }
}

function connect(context: StepContext) {
  return openConnection(context.workspace, context.step.connection ?? '', callOptions(context))
}

function connectToWrite(context: StepContext) {
  const { connection, entity } = destinationOf(context)
  return openTarget(context.workspace, connection, entity, callOptions(context))
}

function callOptions({ signal, calls }: StepContext) {
  return { signal, onCall: calls.record, run: calls }
}

function asCounts(counts: ExtractCounts): Counts {
  return { ...counts }
}
