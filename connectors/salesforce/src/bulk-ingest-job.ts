import { setTimeout as pause } from 'node:timers/promises'
import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import type { CsvFile } from './bulk-ingest-csv.ts'
import { callClient, type SalesforceContext, sendFile } from './client.ts'
import { paths } from './paths.ts'

const job = z.object({
  id: z.string(),
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']),
  numberRecordsProcessed: z.number().default(0),
  numberRecordsFailed: z.number().default(0),
  errorMessage: z.string().nullish(),
})

/** An ingest job (Bulk API 2.0) as Salesforce tells it. */
export type IngestJob = z.infer<typeof job>

/** Longest pause between two looks at a job. */
const longestPauseMs = 60_000
/** 100 MB over a slow line. */
const uploadTimeoutMs = 600_000

/** Makes an update job, with one call. One made twice after a lost answer costs nothing but itself: it is retried like a read. */
export async function createUpdateJob(ctx: SalesforceContext, object: string): Promise<string> {
  const operation = `create an ingest job for ${object}`
  const body = { object, operation: 'update', contentType: 'CSV', lineEnding: 'LF' }
  const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestPost(paths.ingestJobs(ctx.settings), body),
  )
  return parseJob(operation, answer).id
}

/** Gives a job its records. */
export async function uploadToJob(ctx: SalesforceContext, id: string, csv: CsvFile): Promise<void> {
  const operation = `upload to ingest job ${id}`
  const options = { effect: 'write', operation, timeoutMs: uploadTimeoutMs } as const
  const file = { parts: csv.parts, type: 'text/csv; charset=UTF-8' }
  await sendFile(ctx, options, paths.ingestUpload(ctx.settings, id), file)
}

/** Closes a job, upon which Salesforce does its work, or ends it. */
export async function setJobState(
  ctx: SalesforceContext,
  id: string,
  state: 'UploadComplete' | 'Aborted',
): Promise<void> {
  const operation = `set ingest job ${id} to ${state}`
  await callClient(ctx, { effect: 'write', operation }, async (connection) =>
    connection.requestPatch(paths.ingestJob(ctx.settings, id), { state }),
  )
}

/** The state of a job, with one call. */
export async function lookAtJob(ctx: SalesforceContext, id: string): Promise<IngestJob> {
  const operation = `look at ingest job ${id}`
  const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestGet(paths.ingestJob(ctx.settings, id)),
  )
  return parseJob(operation, answer)
}

/** Waits until a job does nothing any more. */
export async function waitForJobEnd(ctx: SalesforceContext, id: string): Promise<IngestJob> {
  for (let wait = ctx.settings.bulkPollMs; ; wait = Math.min(wait * 1.5, longestPauseMs)) {
    const found = await lookAtJob(ctx, id)
    if (['JobComplete', 'Failed', 'Aborted'].includes(found.state)) return found
    await pause(Math.max(1, wait), undefined, { signal: ctx.signal })
  }
}

function parseJob(operation: string, answer: unknown): IngestJob {
  const parsed = job.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no ingest job`, { cause: parsed.error })
}
