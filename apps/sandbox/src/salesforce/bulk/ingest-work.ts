import { type RowError, SalesforceError } from '../errors.ts'
import type { OrgState, WriteEffect } from '../state.ts'
import { DELIMITERS, type IngestJob, type IngestResults } from './job.ts'
import { processUpload } from './process.ts'

/** Where the work of jobs is done: what it writes stands in the log at the request during which it ended. */
export interface IngestSurroundings {
  readonly org: OrgState
  /** Records whose writes a fault refuses. */
  readonly badRows: ReadonlyMap<string, RowError>
  readonly effects: WriteEffect[]
}

/** Whether a job is closed and not at its end. */
export function isAtWork({ state }: IngestJob): boolean {
  return state === 'UploadComplete' || state === 'InProgress'
}

/**
 * Lets time pass for every job that is at work, as far as one request takes: nobody needs to look at a job for it to go on. The
 * one that the request itself looks at is left to that look.
 */
export function letJobsWork(around: IngestSurroundings, lookedAt: string | undefined): void {
  for (const job of around.org.jobs.values()) {
    if (job.kind !== 'ingest' || !isAtWork(job) || job.id === lookedAt) continue
    job.state = 'InProgress'
    job.requestsLeft -= 1
    // A fault of this request is not one of the job.
    if (job.requestsLeft < 0) finishIngest({ ...around, badRows: new Map() }, job)
  }
}

/** Does the work of a job, which is then at its end. */
export function finishIngest({ org, badRows, effects }: IngestSurroundings, job: IngestJob): void {
  const object = org.schema.object(job.object)
  if (object === undefined) throw new Error(`The object ${job.object} of a job is gone.`)
  const access = org.access(job.createdById)
  try {
    const { failure } = job
    job.results = processUpload(
      { org, access, badRows, effects, notation: 'csv' },
      object,
      job,
      failure?.afterRecords,
    )
    job.state = failure === null ? 'JobComplete' : 'Failed'
    job.errorMessage = failure?.message ?? null
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    job.state = 'Failed'
    job.errorMessage = `${error.errorCode} : ${error.message}`
    job.results = unprocessedOnly(job)
  }
  job.modifiedAt = org.now()
}

/** The results of a job that did nothing. */
export function unprocessedOnly(job: IngestJob): IngestResults {
  const lineEnd = job.lineEnding === 'CRLF' ? '\r\n' : '\n'
  const header = (first: string): string => `"sf__Id"${DELIMITERS[job.columnDelimiter]}"${first}"${lineEnd}`
  return {
    successful: header('sf__Created'),
    failed: header('sf__Error'),
    unprocessed: job.upload ?? '',
    processed: 0,
    failures: 0,
  }
}
