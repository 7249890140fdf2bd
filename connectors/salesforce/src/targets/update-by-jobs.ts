import { ConnectorError } from '@rapport/connector'
import { resultRows } from '../bulk/result-rows.ts'
import { runUpdateJob } from '../bulk-ingest.ts'
import { clearing, csvFiles } from '../bulk-ingest-csv.ts'
import type { IngestJob } from '../bulk-ingest-job.ts'
import type { SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import type { Row } from '../query.ts'
import { failureOf, type Refusal } from './record-failure.ts'
import { done, type Outcomes, type RecordUpdate } from './record-update.ts'
import { failRest, updateInCollections } from './update-in-collections.ts'

/**
 * Updates records by ingest jobs, one per object and 100 MB. Where a job fails, what it wrote counts, and its other records
 * may be sent again.
 * @throws ConnectorError where a job fails before anything is known of any record
 */
export async function updateByJobs(
  ctx: SalesforceContext,
  updates: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<void> {
  const inFiles = updates.filter(fitsFile)
  for (const [object, ofObject] of Map.groupBy(inFiles, (update) => update.object)) {
    const columns = [...new Set(ofObject.flatMap(({ values }) => Object.keys(values)))]
    const files = csvFiles(ofObject, ['Id', ...columns], ({ id, values }, column) =>
      column === 'Id' ? id : values[column],
    )
    for (const { records, csv } of files) {
      try {
        const job = await runUpdateJob(ctx, object, csv)
        await keepResults(ctx, job, records, outcomes)
      } catch (error) {
        failRest(updates, records, outcomes, error)
        return
      }
    }
  }
  await updateInCollections(
    ctx,
    updates.filter((update) => !fitsFile(update)),
    outcomes,
  )
}

/** A file has no way to write this text: it stands for clearing the field. */
function fitsFile({ values }: RecordUpdate): boolean {
  return !Object.values(values).includes(clearing)
}

async function keepResults(
  ctx: SalesforceContext,
  job: IngestJob,
  records: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<void> {
  const isWhole = job.state === 'JobComplete' && job.numberRecordsProcessed >= records.length
  const refusals = job.numberRecordsFailed === 0 && isWhole ? new Map() : await readRefusals(ctx, job.id)
  const written = isWhole ? null : await readWritten(ctx, job.id)
  for (const record of records) {
    const refusal = refusals.get(record.id)
    if (refusal !== undefined) outcomes.set(record.id, failureOf(record, refusal))
    else if (written === null || written.has(record.id)) outcomes.set(record.id, done)
    else outcomes.set(record.id, { state: 'failed', error: notReached(job, record) })
  }
}

async function readRefusals(ctx: SalesforceContext, job: string): Promise<ReadonlyMap<string, Refusal>> {
  const refusals = new Map<string, Refusal>()
  for await (const row of results(ctx, job, 'failedResults')) {
    refusals.set(String(row.Id), refusalOf(String(row.sf__Error ?? '')))
  }
  return refusals
}

async function readWritten(ctx: SalesforceContext, job: string): Promise<ReadonlySet<string>> {
  const written = new Set<string>()
  for await (const row of results(ctx, job, 'successfulResults')) written.add(String(row.Id))
  return written
}

/** The job has done what it has done: without its results, only the records themselves tell. */
async function* results(
  ctx: SalesforceContext,
  job: string,
  which: 'failedResults' | 'successfulResults',
): AsyncGenerator<Row> {
  try {
    yield* resultRows(ctx, job, paths.ingestResults(ctx.settings, job, which))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    throw new ConnectorError(error.kind, error.message, { cause: error, outcome: 'unknown' })
  }
}

/** `UNABLE_TO_LOCK_ROW:unable to obtain exclusive access:Name Phone`; `--` where no field is named. */
function refusalOf(text: string): Refusal {
  const match = /^([A-Z_]+):(.*):([^:]*)$/s.exec(text)
  const [, code = 'UNKNOWN_EXCEPTION', message = text, fields = '--'] = match ?? []
  return {
    code,
    message,
    fields: fields === '--' ? [] : fields.split(/[\s,]+/).filter((name) => name !== ''),
  }
}

function notReached(job: IngestJob, { object, id }: RecordUpdate): ConnectorError {
  const reason = job.errorMessage ?? `it ended as ${job.state}`
  return new ConnectorError(
    // The file as a whole cannot be used: above all a column that is no field for this user.
    reason.startsWith('InvalidBatch') ? 'config' : 'transient',
    `${object} ${id}: the ingest job did not get to this record: ${reason}`,
  )
}
