import { ConnectorError, type WriteJob } from '@rapport/connector'
import type { ApplyScope } from './apply-scope.ts'
import { givenUp, mostTries, type RemoteJobs } from './delivery.ts'
import { inParallel } from './in-parallel.ts'
import { JobResults } from './job-results.ts'
import { judgeBatch, keepVerdicts, linesToSend } from './judge-batch.ts'
import { countItems, openItems, planSendingAgain } from './plan-items.ts'
import { settleSending } from './settle-batch.ts'
import type { OpenItem } from './verdict.ts'

type Batches = AsyncGenerator<readonly OpenItem[]>

/**
 * Writes the planned lines by jobs, as long as there are more than the CRM wants to be sent otherwise: reads and judges them
 * batch by batch into a job, and sends it when it is full or nothing is left. Nothing is kept of a line meanwhile but what the
 * job holds: the plan itself knows which lines are under way. What a job did not get to goes by the next one, three times at
 * most. Lines that were locked, and those that no job can carry, are left planned.
 * @throws what stopped it, after everything known was kept
 */
export async function applyByJobs(scope: ApplyScope, batchSize: number, report: () => void): Promise<void> {
  const { jobs } = scope.remote
  if (jobs === null) return
  for (let tries = 1; ; tries += 1) {
    const { planned = 0 } = await countItems(scope.db, scope.plan.id)
    if (planned <= jobs.above) return
    const later = await sendAll(scope, jobs, batchSize, report)
    if (later === null) return
    if (tries < mostTries) continue
    const { planned: left = 0 } = await countItems(scope.db, scope.plan.id)
    if (left > jobs.above) throw givenUp(later, left)
    return
  }
}

/** Every planned line goes by a job, once. Returns why lines must be sent again; null where there are none. */
async function sendAll(
  scope: ApplyScope,
  jobs: RemoteJobs,
  batchSize: number,
  report: () => void,
): Promise<ConnectorError | null> {
  const batches = openItems(scope.db, scope.plan, 'planned', batchSize)
  let waiting: readonly (readonly OpenItem[])[] = []
  let later: ConnectorError | null = null
  try {
    for (;;) {
      const job = jobs.open()
      waiting = await fill(scope, job, unlessFull(job, waiting, batches), report)
      if (job.size > 0) later = (await send(scope, job, batchSize, report)) ?? later
      if (!job.isFull) return later
    }
  } finally {
    await batches.return(undefined)
  }
}

async function* unlessFull(
  job: WriteJob,
  waiting: readonly (readonly OpenItem[])[],
  batches: Batches,
): Batches {
  yield* waiting
  while (!job.isFull) {
    const next = await batches.next()
    if (next.done === true) return
    yield next.value
  }
}

/** Fills a job with lines, each marked as under way. Returns those that did not fit in. */
async function fill(
  scope: ApplyScope,
  job: WriteJob,
  batches: Batches,
  report: () => void,
): Promise<readonly (readonly OpenItem[])[]> {
  const left: (readonly OpenItem[])[] = []
  try {
    await inParallel(batches, scope.concurrency, scope.signal, async (batch) => {
      const rest = await addBatch(scope, job, batch)
      if (rest.length > 0) left.push(rest)
      report()
    })
    scope.signal.throwIfAborted()
    return left
  } catch (error) {
    // The job is not sent, so none of its lines is under way.
    await planSendingAgain(scope)
    throw error
  }
}

/** Judges a batch and adds to the job what must be sent. Returns the lines that do not fit in: they are judged anew later. */
async function addBatch(
  scope: ApplyScope,
  job: WriteJob,
  items: readonly OpenItem[],
): Promise<readonly OpenItem[]> {
  const batch = await judgeBatch(scope, items)
  const sent = linesToSend(batch)
  const { taken, unfit } = await job.add(
    sent.map(({ item, verdict }) => ({ id: item.recordId, values: verdict.values })),
  )
  const rest = sent.slice(taken).map(({ item }) => item)
  const notInJob = new Set([...unfit, ...rest.map(({ recordId }) => recordId)])
  await keepVerdicts(scope, {
    ...batch,
    lines: batch.lines.filter(({ item }) => !notInJob.has(item.recordId)),
  })
  return rest
}

/** Sends a job and keeps what became of its lines. Returns why some must be sent again; null where there are none. */
async function send(
  scope: ApplyScope,
  job: WriteJob,
  batchSize: number,
  report: () => void,
): Promise<ConnectorError | null> {
  const results = new JobResults(scope)
  let failed: ConnectorError | null = null
  try {
    await inParallel(job.send(), scope.concurrency, scope.signal, async (part) => {
      await results.keep(part)
      report()
    })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (error.outcome === 'none' && !results.anyUnknown) {
      await planSendingAgain(scope)
      throw error
    }
    failed = error
  }
  // What was not told, or nobody knows, the records tell.
  await settleSending(scope, batchSize, 'applied')
  if (results.ending !== null) throw results.ending
  return failed ?? results.later
}
