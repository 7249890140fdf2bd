import { ConnectorError, type WriteResult } from '@rapport/connector'
import { resultRowGroups } from '../bulk/result-rows.ts'
import type { IngestJob } from '../bulk-ingest-job.ts'
import type { SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import type { Row } from '../query.ts'
import { failureOf, type Refusal } from './record-failure.ts'
import type { TargetObject } from './target-object.ts'

/** The records of a job, in the order of its file. */
export interface JobRecords {
  readonly object: TargetObject
  readonly ids: readonly string[]
}

/** Records of one part, as far as they are told without asking. */
const recordsPerPart = 2_000

/**
 * What became of the records of a job that has ended, in parts, as its results arrive. Those that failed are read; where it did
 * all its records, the others are done, else those that it wrote are read too. What it did not get to may be sent again.
 */
export async function* jobResults(
  ctx: SalesforceContext,
  job: IngestJob,
  { object, ids }: JobRecords,
): AsyncGenerator<readonly WriteResult[]> {
  const isWhole = job.state === 'JobComplete' && job.numberRecordsProcessed >= ids.length
  const told = new Set<string>()
  if (job.numberRecordsFailed > 0 || !isWhole) {
    for await (const rows of results(ctx, job.id, 'failedResults')) {
      yield rows.map((row) => noted(told, refused(object, row)))
    }
  }
  if (!isWhole) {
    for await (const rows of results(ctx, job.id, 'successfulResults')) {
      yield rows.map((row) => noted(told, done(String(row.Id))))
    }
  }
  const isLeft = (id: string): boolean => !told.has(id)
  for (let start = 0; start < ids.length; start += recordsPerPart) {
    const left = ids.slice(start, start + recordsPerPart).filter(isLeft)
    if (left.length > 0) yield left.map((id) => (isWhole ? done(id) : notReached(job, object, id)))
  }
}

/** The job has done what it has done: without its results, only the records themselves tell. */
async function* results(
  ctx: SalesforceContext,
  job: string,
  which: 'failedResults' | 'successfulResults',
): AsyncGenerator<readonly Row[]> {
  try {
    yield* resultRowGroups(ctx, job, paths.ingestResults(ctx.settings, job, which))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    throw new ConnectorError(error.kind, error.message, { cause: error, outcome: 'unknown' })
  }
}

function noted(told: Set<string>, result: WriteResult): WriteResult {
  told.add(result.id)
  return result
}

function done(id: string): WriteResult {
  return { id, ok: true, modifiedAt: null }
}

function refused(object: TargetObject, row: Row): WriteResult {
  const id = String(row.Id)
  return { id, ok: false, error: failureOf({ object, id }, refusalOf(String(row.sf__Error ?? ''))).error }
}

/** `REQUIRED_FIELD_MISSING:Required fields are missing:Name Phone --`; only `--` behind the last colon where no field is named. */
function refusalOf(text: string): Refusal {
  const match = /^([A-Z_]+):(.*):([^:]*)$/s.exec(text)
  const [, code = 'UNKNOWN_EXCEPTION', message = text, fields = ''] = match ?? []
  return {
    code,
    message,
    fields: fields.split(/[\s,]+/).filter((name) => name !== '' && name !== '--'),
  }
}

function notReached(job: IngestJob, object: TargetObject, id: string): WriteResult {
  const reason = job.errorMessage ?? `it ended as ${job.state}`
  const error = new ConnectorError(
    // The file as a whole cannot be used: above all a column that is no field for this user.
    reason.startsWith('InvalidBatch') ? 'config' : 'transient',
    `${object} ${id}: the ingest job did not get to this record: ${reason}`,
  )
  return { id, ok: false, error }
}
