import path from 'node:path'
import { ConfigurationError } from '@rapport/config'
import { ConnectorError, perRecord } from '@rapport/connector'
import { type ExtractCounts, extractStream } from '@rapport/extract'
import { resolve } from '@rapport/identity'
import { formatLocalDay, localDay } from '@rapport/metrics'
import type { RetentionClass } from '@rapport/model'
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
  convertMoney,
  createPlan,
  type DatedRecord,
  findInterruptedRevert,
  inOneCurrency,
  inRecordCurrencies,
  learnCurrencies,
  listMissingRates,
  type MoneyConversion,
  type PlanHold,
  planRevert,
  restoreFields,
  takeUpRevert,
  targetFields,
  type WantedRecord,
  wantedFromScores,
  writeEntities,
} from '@rapport/writeback'
import { evaluationDate } from './as-of.ts'
import type { CallCounter } from './call-counter.ts'
import { openConnection, openTarget } from './connection.ts'
import type { Counts, PlanOrder, RunEvent, StepReference } from './events.ts'
import { fieldPolicies } from './field-policies.ts'
import { onDriftOf, stepSelection, writtenFields } from './field-selection.ts'
import { identitySettings } from './identity-settings.ts'
import { stepProgress } from './progress.ts'
import { startOverWhereAsked } from './rejects/start-over.ts'
import { followUpReplies } from './reviews/index.ts'
import { scoreCustomerExperience } from './score-experience.ts'
import { scorePlaces } from './score-reputation.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import { mustBeUnderContract, retentionFor, withEndOfAccess } from './source-terms.ts'
import { readVendorRates } from './vendor-rates.ts'
import type { Workspace } from './workspace.ts'

/** From so many new rows on, the planner must not go by what it knew before. */
const manyRows = 1_000

/** What a step is given. */
export interface StepContext {
  readonly workspace: Workspace
  readonly runId: number
  readonly step: StepReference
  /** By what this process holds the step: `mustBeMine` throws in a transaction where another process has taken it over. */
  readonly hold: Required<PlanHold>
  readonly signal: AbortSignal
  /** Calls of this step. */
  readonly calls: CallCounter
  /** What stands for the run in this process. */
  readonly run: object
  readonly confirm: boolean
  /** Nothing is written, not even fields. */
  readonly dryRun: boolean
  /** The one plan that the run applies or reverts; null: what the run plans is written. */
  readonly plan: PlanOrder | null
  /** For the audit trail; null: the command line. */
  readonly requestedBy: string | null
  readonly emit: (event: RunEvent) => void
  /** Reasons of guard rails to stop; a step adds to them. */
  readonly stops: string[]
  /** Told which vendor account the step works with. */
  readonly onAccount: (account: string) => void
}

/** Reads one stream of one connection into the store. */
export async function extractStep(context: StepContext): Promise<Counts> {
  const { workspace, step } = context
  const name = step.connection ?? ''
  mustBeUnderContract(workspace, name)
  try {
    return await extract(context, retentionFor(workspace, name))
  } catch (error) {
    throw withEndOfAccess(workspace, name, error)
  }
}

async function extract(context: StepContext, retention: RetentionClass): Promise<Counts> {
  const { workspace, step } = context
  const { connector, ctx } = await connect(context)
  const stream = connector.streams.find(({ entity }) => entity === step.subject)
  if (stream === undefined) throw new Error(`${step.connection} has no stream ${step.subject}`)
  const progress = stepProgress(step, context.emit, context.calls)
  await startOverWhereAsked(workspace.store.db, ctx.connection, stream.entity)
  const counts = await extractStream({
    db: workspace.store.db,
    ctx,
    stream,
    fields: stepSelection(workspace.config, ctx.connection, stream.entity),
    retention,
    beforeCommit: context.hold.mustBeMine,
    onProgress: (sofar) => progress.report(asCounts(sofar)),
  })
  if (counts.inserted >= manyRows) await analyzeTables(workspace.store.db, [tableOf(stream.entity)])
  await readVendorRates(context, connector, ctx)
  // Whether moderation let a reply through moves no time that a site's list is ordered by.
  if (stream.entity === 'review')
    await followUpReplies(workspace, { ...callOptions(context), connection: ctx.connection })
  return asCounts(counts)
}

/** Resolves records to customers. */
export async function resolveStep(context: StepContext): Promise<Counts> {
  const { config, store } = context.workspace
  const progress = stepProgress(context.step, context.emit, context.calls)
  const counts = await resolve(store.db, identitySettings(config), {
    signal: context.signal,
    onProgress: (sofar) => progress.report({ ...sofar, done: sofar.records + sofar.deals }),
  })
  if (counts.links + counts.deals >= manyRows) {
    await analyzeTables(store.db, ['customer', 'identity_link', 'deal_party', 'deal_copy', 'dirty_customer'])
  }
  return { ...counts }
}

/** Scores the customers and what they live through, by the exchange rates that the set-up's file holds now. */
export async function scoreStep(context: StepContext): Promise<Counts> {
  const { config, store } = context.workspace
  await readRates(context.workspace)
  const now = new Date()
  const progress = stepProgress(context.step, context.emit, context.calls)
  const today = evaluationDate(config, now.getTime())
  const options = {
    signal: context.signal,
    onProgress: (done: number, total: number) => progress.report({ done }, total),
  }
  const counts = await scoreCustomers(store.db, scoreSettings(config, today, now), options)
  const experience = await scoreCustomerExperience(store.db, config, today, options)
  const reputation = await scorePlaces(store.db, config, today, options)
  return { ...counts, ...experience, ...reputation }
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
 * Plans what to write to one entity of one connection. Fields that somebody deleted since they were written are created again,
 * except in a dry run. Interrupted writes are settled first, by reading them back: what of their plan is still open becomes part
 * of the new one.
 */
export async function planStep(context: StepContext): Promise<Counts> {
  const { workspace, step } = context
  const { db } = workspace.store
  const { connection, entity, fields } = destinationOf(context)
  const restored = context.dryRun ? 0 : await restoreDeletedFields(context)
  await settleWrites(context)
  const { guardRails, timezone, writeBack } = workspace.config
  const settings = writeBack[connection]
  const asOf = endOfDay(evaluationDate(workspace.config, Date.now()), timezone)
  const dated = () => wantedFromScores(db, { connection, entity, fields, asOf })
  const { wanted, money } = await inTheirCurrency(context, dated)
  const { counts, stopped } = await createPlan(db, {
    runId: context.runId,
    connection,
    entity,
    fields,
    onDrift: onDriftOf(workspace.config, connection),
    materiality: settings?.materiality ?? 0.01,
    guardRails,
    confirmed: context.confirm,
    beforeCommit: context.hold.mustBeMine,
    wanted,
  })
  const withoutRate = await listMissingRates(db, { connection, entity }, money)
  if (stopped !== null) context.stops.push(`${stopped.sentence}: ${stopped.confirm}`)
  stepProgress(step, context.emit, context.calls).report({ done: counts.considered })
  return {
    ...counts,
    planned: counts.changed + counts.cleared,
    ...(withoutRate === 0 ? {} : { withoutExchangeRate: withoutRate }),
    ...(restored === 0 ? {} : { fieldsCreatedAgain: restored }),
  }
}

/**
 * Plans to put back what stood in the CRM before a plan, or goes on with a revert of it that was interrupted. Begun anew, as by a
 * process that took it over, it replaces the plan that it made before; what was put back already is no part of it.
 */
export async function revertStep(context: StepContext, planId: number): Promise<Counts> {
  await settleWrites(context)
  const { db } = context.workspace.store
  const interrupted = await findInterruptedRevert(db, planId)
  if (interrupted !== null) return takeUpRevert(db, interrupted, context.runId)
  const { counts } = await planRevert(db, planId, {
    runId: context.runId,
    beforeCommit: context.hold.mustBeMine,
  })
  return { ...counts }
}

/** Reads interrupted writes back, so that their plans may be replaced. */
function settleWrites(context: StepContext): Promise<void> {
  const { db } = context.workspace.store
  return settleInterrupted(db, destinationOf(context), () => connectToWrite(context), context)
}

/** Returns how many fields were created. */
async function restoreDeletedFields(context: StepContext): Promise<number> {
  const { db } = context.workspace.store
  const { entity, fields } = destinationOf(context)
  const { ctx, target } = await connectToWrite(context)
  const progress = stepProgress(context.step, context.emit, context.calls)
  const created = await restoreFields(db, ctx, target, entity, fields, {
    ...context.hold,
    onReadBack: (records) => progress.report({ readBack: records }),
  })
  return created.length
}

/** What is wanted, with money in the currencies in which the target's fields are read, as far as they are known. */
async function inTheirCurrency(
  context: StepContext,
  dated: () => AsyncIterable<DatedRecord>,
): Promise<{ readonly wanted: AsyncIterable<WantedRecord>; readonly money: MoneyConversion | null }> {
  const { config, connectors, store } = context.workspace
  const { db } = store
  const { connection, entity, fields } = destinationOf(context)
  const connector = connectors.get(config.connections[connection]?.connector ?? '')
  const target = connector?.targets.find((candidate) => candidate.entity === entity)
  const hasMoney = fields.some(({ type }) => type === 'currency')
  if (!hasMoney || target?.currency === undefined) return { wanted: dated(), money: null }
  const { ctx } = await connect(context)
  const to = await target.currency(ctx)
  if (to === null || to === config.currency) return { wanted: dated(), money: null }
  const money = convertMoney(
    config.currency,
    async (currency) => {
      const rates = await loadExchangeRates(db, currency, config.currency)
      return { rateOn: (from, day) => rates.rateOn(from, day, connection)?.rate ?? null }
    },
    (asOf) => formatLocalDay(localDay(asOf.toISOString(), config.timezone)),
  )
  if (to !== perRecord) return { wanted: inOneCurrency(dated(), fields, money, to), money }
  const of = { db, ctx, target, entity, fields, conversion: money }
  const learned = await learnCurrencies(dated(), of)
  return { wanted: inRecordCurrencies(dated(), { ...of, learned }), money }
}

/** Writes what was planned in this run: the latest plan, where a step that was interrupted planned again. Or the plan that is named. */
export async function applyStep(context: StepContext): Promise<Counts> {
  if (context.plan?.action === 'apply') return apply(context, context.plan.id)
  const { db } = context.workspace.store
  const { connection, entity } = destinationOf(context)
  const plan = await db
    .selectFrom('plan')
    .select('id')
    .where('run_id', '=', context.runId)
    .where('connection', '=', connection)
    .where('entity', '=', entity)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return plan === undefined ? {} : apply(context, plan.id)
}

async function apply(context: StepContext, planId: number): Promise<Counts> {
  const { workspace, step } = context
  const { ctx, target } = await connectToWrite(context)
  const { fields } = destinationOf(context)
  const progress = stepProgress(step, context.emit, context.calls)
  const counts = await applyPlan(workspace.store.db, ctx, target, planId, {
    fields,
    onDrift: onDriftOf(workspace.config, ctx.connection),
    signal: context.signal,
    hold: context.hold,
    confirmed: context.confirm,
    ...(context.requestedBy === null ? {} : { actor: context.requestedBy }),
    onProgress: ({ total, done, counts: sofar }) => progress.report({ ...sofar, done }, total),
  })
  return { ...counts }
}

function destinationOf({ workspace, step }: StepContext) {
  const connection = step.connection ?? ''
  const entity = writeEntities.find((known) => known === step.subject) ?? 'contact'
  return {
    connection,
    entity,
    fields: targetFields(
      writtenFields(workspace.config, connection, entity),
      entity,
      fieldPolicies(workspace.config),
    ),
  }
}

async function connect(context: StepContext) {
  const opened = await openConnection(context.workspace, context.step.connection ?? '', callOptions(context))
  context.onAccount(opened.account)
  return opened
}

async function connectToWrite(context: StepContext) {
  const { connection, entity } = destinationOf(context)
  const opened = await openTarget(context.workspace, connection, entity, callOptions(context))
  context.onAccount(opened.account)
  return opened
}

function callOptions({ workspace, signal, calls, run, hold }: StepContext) {
  // A process that hung while a write waited for its turn learns of it only now.
  const beforeWrite = () => hold.mustBeMine(workspace.store.db)
  return { signal, onCall: calls.record, onLeft: calls.tellLeft, run, beforeWrite }
}

function asCounts(counts: ExtractCounts): Counts {
  return { ...counts }
}
