import { ConnectorError, type ConnectorErrorKind } from '@rapport/connector'
import type { CsvFile } from './bulk-ingest-csv.ts'
import {
  createUpdateJob,
  type IngestJob,
  lookAtJob,
  setJobState,
  uploadToJob,
  waitForJobEnd,
} from './bulk-ingest-job.ts'
import { forgetFinishedJobs } from './bulk-ingest-unfinished.ts'
import type { SalesforceContext } from './client.ts'

/** How often an upload or the closing of a job is tried. */
const attempts = 3

/**
 * Has Salesforce update records by a job (Bulk API 2.0), and waits for its end. A job does nothing before it is closed, so
 * whatever fails before that is sure to have had no effect; one that may be closed is never made again.
 *
 * @throws ConnectorError with `outcome: 'unknown'` where the job may have done its work, `none` where it surely has not
 */
export async function runUpdateJob(ctx: SalesforceContext, object: string, csv: CsvFile): Promise<IngestJob> {
  const id = await uploadJob(ctx, object, csv)
  try {
    await closeJob(ctx, id)
    return await unsure(() => waitForJobEnd(ctx, id))
  } catch (error) {
    // Whoever reads the records next waits for the job before.
    forgetFinishedJobs(ctx)
    throw error
  }
}

async function uploadJob(ctx: SalesforceContext, object: string, csv: CsvFile): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    let id: string | null = null
    try {
      id = await createUpdateJob(ctx, object)
      await uploadToJob(ctx, id, csv)
      return id
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if (id !== null) await abortJob(ctx, id)
      // A job takes one upload: whether it took this one is not worth asking, a new one is as good.
      if (id !== null && attempt < attempts && error.outcome === 'unknown') continue
      throw withOutcome(error, 'none')
    }
  }
}

/** Where the answer is lost, the job's state tells whether it was closed. */
async function closeJob(ctx: SalesforceContext, id: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await setJobState(ctx, id, 'UploadComplete')
      return
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if ((await unsure(() => lookAtJob(ctx, id))).state !== 'Open') return
      if (attempt < attempts && error.outcome === 'unknown') continue
      throw withOutcome(error, (await abortJob(ctx, id)) ? 'none' : 'unknown')
    }
  }
}

/** Ends a job that is not closed. Returns whether it is sure to do nothing any more. */
async function abortJob(ctx: SalesforceContext, id: string): Promise<boolean> {
  try {
    await setJobState(ctx, id, 'Aborted')
    return true
  } catch (error) {
    if (error instanceof ConnectorError) return false
    throw error
  }
}

/** A look at a job that may be at work: without an answer nobody knows what it does. */
async function unsure<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    throw error instanceof ConnectorError ? withOutcome(error, 'unknown') : error
  }
}

/** What Salesforce says of a job is not about any record in it: none of them is refused by this. */
const kindOfJob: Readonly<Partial<Record<ConnectorErrorKind, ConnectorErrorKind>>> = {
  invalid: 'config',
  gone: 'config',
  conflict: 'config',
  contract: 'transient',
}

function withOutcome(error: ConnectorError, outcome: 'none' | 'unknown'): ConnectorError {
  return new ConnectorError(kindOfJob[error.kind] ?? error.kind, error.message, {
    cause: error,
    outcome,
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  })
}
