import { SalesforceError } from '../errors.ts'
import type { Call } from '../route.ts'
import { formatDateTime } from '../values.ts'
import type { BulkJob } from './job.ts'

/** A job as its resource shows it. */
export function jobInfo(job: BulkJob): Record<string, unknown> {
  const common = {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: formatDateTime(job.createdAt),
    systemModstamp: formatDateTime(job.modifiedAt),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  }
  if (job.kind === 'query') {
    const processed = job.state === 'JobComplete' ? { numberRecordsProcessed: job.rows.length } : {}
    return {
      ...common,
      ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
      jobType: 'V2Query',
      retries: 0,
      totalProcessingTime: 0,
      isPkChunkingSupported: true,
      ...processed,
    }
  }
  const { results } = job
  return {
    ...common,
    jobType: 'V2Ingest',
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches`,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
    ...(job.state === 'Open'
      ? {}
      : {
          numberRecordsProcessed: results?.processed ?? 0,
          numberRecordsFailed: results?.failures ?? 0,
          retries: 0,
          totalProcessingTime: 0,
          apiActiveProcessingTime: 0,
          apexProcessingTime: 0,
        }),
  }
}

/** The answer to creating a job: less than the job's resource shows. */
export function newJobInfo(job: BulkJob): Record<string, unknown> {
  const { jobType, retries, totalProcessingTime, isPkChunkingSupported, ...rest } = jobInfo(job)
  return rest
}

/** A job of the user by id. @throws {SalesforceError} 404 when there is none of this kind */
export function findJob<Kind extends BulkJob['kind']>(
  call: Call,
  kind: Kind,
): Extract<BulkJob, { kind: Kind }> {
  const job = call.org.jobs.get(call.params.id ?? '')
  if (job === undefined || !isKind(job, kind)) {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
  }
  return job
}

function isKind<Kind extends BulkJob['kind']>(
  job: BulkJob,
  kind: Kind,
): job is Extract<BulkJob, { kind: Kind }> {
  return job.kind === kind
}

/** 400 for what a job cannot do in its state. */
export function invalidState(message: string): SalesforceError {
  return new SalesforceError(400, 'INVALIDJOBSTATE', message)
}

/** Ends a job that is not finished. @throws {SalesforceError} 400 */
export function abort(call: Call, job: BulkJob): void {
  if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) {
    throw invalidState(`Aborting already ${job.state} Job not allowed`)
  }
  job.state = 'Aborted'
  job.modifiedAt = call.org.now()
}
