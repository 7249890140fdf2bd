import { ConnectorError } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { createQueryJob, waitForJob } from '../bulk/job.ts'
import { merged } from '../bulk/merged.ts'
import { hasResultGroups, type ResultGroup, readResultGroup } from '../bulk/result-groups.ts'
import { resultRowGroups } from '../bulk/result-rows.ts'
import { paths } from '../paths.ts'
import type { Row } from '../query.ts'
import { type Position, select } from '../soql.ts'
import { shift } from '../values.ts'
import { changesOfRows, stampOf } from './changes-of-rows.ts'
import { overlapMs } from './overlap.ts'
import type { SourceChange } from './read-source.ts'
import type { Reading } from './reading.ts'
import { conditions, newestRow, withoutGoneFields } from './row-pages.ts'
import type { BulkState, SourceState } from './source-state.ts'

/** Parts of the results that are read at once; Salesforce names five at a time. */
const partsAtOnce = 3
/** Records asked for at once where results come one part after the other. */
const rowsPerPart = 50_000

/** A job as it was begun. */
export interface BegunBulk<E extends EntityName> {
  readonly state: SourceState
  /** The reading that its results are of: without fields that have gone since it was opened. */
  readonly by: Reading<E>
}

/**
 * Has Salesforce run a job over everything behind a position, which lies before the moments that are looked at again. The state
 * holds it before anything is waited for.
 */
export async function beginBulk<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  position: Position | null,
): Promise<BegunBulk<E>> {
  const none = { state: since, by: reading }
  const watermark = await newestRow(reading, position)
  if (watermark === null) return none
  const { ctx, source } = reading
  const job = await withoutGoneFields(reading, async (by) => {
    const soql = select({ fields: by.fields, from: source.object, where: conditions(by, position) })
    const id = await createQueryJob(ctx, source.object, soql, by.scope)
    return { id, by }
  }).catch(noneIfRefused)
  if (job === null) return none
  const bulk = { job: job.id, watermark, window: 0, group: null, done: [] }
  return { state: { ...since, fields: [...job.by.decisive], bulk }, by: job.by }
}

/** Bulk jobs do not take every object that queries take: those are left to be read page by page. */
function noneIfRefused(error: unknown): null {
  if (error instanceof ConnectorError && (error.kind === 'invalid' || error.kind === 'contract')) return null
  throw error
}

/**
 * Reads the results of the job in the state, several parts at once. Nothing of them is kept in memory but what was not taken
 * yet. Where the job failed, or Salesforce has dropped it, the records are left to be read page by page.
 */
export async function* readBulk<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
): AsyncGenerator<SourceChange<E>, { state: SourceState; outcome: 'read' | 'gone' | 'failed' }> {
  const { bulk } = since
  if (bulk === null) return { state: since, outcome: 'gone' }
  const outcome = await waitForJob(reading.ctx, bulk.job)
  if (outcome !== 'done') return { state: { ...since, bulk: null }, outcome }
  try {
    return { state: yield* readResults(reading, since, bulk), outcome: 'read' }
  } catch (error) {
    // Results are kept for seven days, the job that they are of for longer.
    const isGone = error instanceof ConnectorError && (error.kind === 'gone' || error.kind === 'conflict')
    if (isGone) return { state: { ...since, bulk: null }, outcome: 'gone' }
    throw error
  }
}

async function* readResults<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  bulk: BulkState,
): AsyncGenerator<SourceChange<E>, SourceState> {
  let progress = bulk
  for (;;) {
    const group = await groupAt(reading, progress)
    const parts = yield* readParts(reading, since, progress, group)
    const next = group.next ?? parts.next
    if (next === null) {
      const { watermark, window } = parts.progress
      return { ...since, bulk: null, cursor: watermark, resume: watermark, window }
    }
    progress = { ...parts.progress, group: next, done: [] }
    yield { type: 'checkpoint', state: { ...since, bulk: progress } }
  }
}

async function groupAt(reading: Reading<EntityName>, { job, group }: BulkState): Promise<ResultGroup> {
  const { ctx } = reading
  if (hasResultGroups(ctx)) return readResultGroup(ctx, job, group)
  return { paths: [paths.results(ctx.settings, job, group, rowsPerPart)], next: null }
}

/** Most rows that are turned into changes together. */
const rowsAtOnce = 2_000

/** Rows of a part, or the end of the part with the locator behind it. */
type PartItem =
  | { readonly part: number; readonly rows: readonly Row[] }
  | { readonly part: number; readonly end: string | null }

/** Reads the parts of a group that are left, with a checkpoint after each. */
async function* readParts<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  start: BulkState,
  group: ResultGroup,
): AsyncGenerator<SourceChange<E>, { progress: BulkState; next: string | null }> {
  let progress = start
  let next: string | null = null
  const isInOrder = !hasResultGroups(reading.ctx)
  const newest = start.watermark.at
  const oldest = shift(newest, -overlapMs)
  const isInWindow = (row: Row): boolean => {
    // Instants of one form are in the order of their texts.
    const at = stampOf(reading, row)
    return at >= oldest && at <= newest
  }
  const counts = new Map<number, number>()
  const left = group.paths.map((_path, part) => part).filter((part) => !start.done.includes(part))
  for (let first = 0; first < left.length; first += partsAtOnce) {
    const parts = left.slice(first, first + partsAtOnce)
    const items = merged(parts.map((part) => itemsOf(reading, start.job, part, group.paths[part] ?? '')))
    for await (const item of items) {
      if ('rows' in item) {
        counts.set(item.part, (counts.get(item.part) ?? 0) + item.rows.filter(isInWindow).length)
        yield await changesOfRows(reading, item.rows)
        continue
      }
      if (isInOrder) next = item.end
      const window = progress.window === null ? null : progress.window + (counts.get(item.part) ?? 0)
      progress = { ...progress, window, done: [...progress.done, item.part] }
      yield { type: 'checkpoint', state: { ...since, bulk: progress } }
    }
  }
  return { progress, next }
}

async function* itemsOf(
  reading: Reading<EntityName>,
  job: string,
  part: number,
  path: string,
): AsyncGenerator<PartItem> {
  const groups = resultRowGroups(reading.ctx, job, path)
  try {
    let step = await groups.next()
    while (step.done !== true) {
      for (let start = 0; start < step.value.length; start += rowsAtOnce) {
        yield { part, rows: step.value.slice(start, start + rowsAtOnce) }
      }
      step = await groups.next()
    }
    yield { part, end: step.value }
  } finally {
    await groups.return(null)
  }
}
