import { z } from 'zod'
import { finishIngest, isAtWork, unprocessedOnly } from '../bulk/ingest-work.ts'
import type { IngestJob } from '../bulk/job.ts'
import { abort, findJob, invalidState, jobInfo, newJobInfo } from '../bulk/job-info.ts'
import { SalesforceError } from '../errors.ts'
import { type Answer, bodyOf, type Call, param, type Route, route } from '../route.ts'

const MOST_UPLOAD_BYTES = 150_000_000

const createSchema = z.object({
  object: z.string(),
  operation: z.enum(['insert', 'update', 'upsert', 'delete', 'hardDelete']),
  externalIdFieldName: z.string().optional(),
  contentType: z.literal('CSV').default('CSV'),
  columnDelimiter: z.enum(['COMMA', 'SEMICOLON', 'TAB', 'PIPE', 'CARET', 'BACKQUOTE']).default('COMMA'),
  lineEnding: z.enum(['LF', 'CRLF']).default('LF'),
})

function create(call: Call): Answer {
  const { org, access } = call
  const body = bodyOf(call, createSchema)
  const object = org.schema.object(body.object)
  if (object === undefined) {
    throw new SalesforceError(400, 'INVALIDENTITY', `Unable to find object: ${body.object}`)
  }
  if (body.operation === 'upsert' && body.externalIdFieldName === undefined) {
    throw new SalesforceError(400, 'INVALIDJOB', 'External ID was blank for upsert operation')
  }
  if (body.operation === 'hardDelete' && !access.has('PermissionsModifyAllData')) {
    throw new SalesforceError(
      400,
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission',
    )
  }
  const now = org.now()
  const job: IngestJob = {
    kind: 'ingest',
    id: org.nextJobId(),
    operation: body.operation,
    object: object.name,
    externalIdFieldName: body.externalIdFieldName ?? null,
    createdById: access.userId,
    createdAt: now,
    modifiedAt: now,
    state: 'Open',
    apiVersion: call.version,
    lineEnding: body.lineEnding,
    columnDelimiter: body.columnDelimiter,
    pollsLeft: call.behaviour.bulkPolls,
    requestsLeft: call.behaviour.bulkRequests,
    errorMessage: null,
    failure: org.bulkFailures.shift() ?? null,
    upload: null,
    results: null,
  }
  org.jobs.set(job.id, job)
  return { status: 200, json: newJobInfo(job) }
}

function upload(call: Call): Answer {
  const job = findJob(call, 'ingest')
  if (job.state !== 'Open' || job.upload !== null) {
    throw invalidState(
      `Unable to upload data to a job in state ${job.state}${job.upload === null ? '' : ': data was uploaded'}`,
    )
  }
  if (!call.headers('content-type')?.startsWith('text/csv')) {
    throw new SalesforceError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The content type must be text/csv')
  }
  if (Buffer.byteLength(call.bodyText) > MOST_UPLOAD_BYTES) {
    throw new SalesforceError(413, 'REQUEST_ENTITY_TOO_LARGE', 'The upload is larger than 150 MB')
  }
  job.upload = call.bodyText
  return { status: 201 }
}

function change(call: Call): Answer {
  const job = findJob(call, 'ingest')
  const { state } = bodyOf(call, z.object({ state: z.enum(['UploadComplete', 'Aborted']) }))
  if (state === 'Aborted') abort(call, job)
  else if (job.state !== 'Open') throw invalidState(`Closing a job in state ${job.state} is not allowed`)
  else {
    job.state = 'UploadComplete'
    job.modifiedAt = call.org.now()
  }
  if (state === 'Aborted') job.results = unprocessedOnly(job)
  return { status: 200, json: jobInfo(job) }
}

/** Tells the state of a job. One that was looked at often enough is done, as one is that many other requests came after. */
function read(call: Call): Answer {
  const job = findJob(call, 'ingest')
  if (isAtWork(job)) {
    if (job.pollsLeft > 0) job.state = 'InProgress'
    else finishIngest(call, job)
    job.pollsLeft -= 1
    job.modifiedAt = call.org.now()
  }
  return { status: 200, json: jobInfo(job) }
}

function resultsOf(which: 'successful' | 'failed' | 'unprocessed') {
  return (call: Call): Answer => {
    const { results, state } = findJob(call, 'ingest')
    if (results === null) throw invalidState(`Cannot get results of a job in state ${state}`)
    return { status: 200, text: { type: 'text/csv', content: results[which] } }
  }
}

function remove(call: Call): Answer {
  const job = findJob(call, 'ingest')
  if (!['UploadComplete', 'JobComplete', 'Failed', 'Aborted'].includes(job.state)) {
    throw invalidState(`Deletion of a job in state ${job.state} is not allowed`)
  }
  call.org.jobs.delete(param(call, 'id'))
  return { status: 204 }
}

function list(call: Call): Answer {
  const records = [...call.org.jobs.values()].filter(({ kind }) => kind === 'ingest').map(newJobInfo)
  return { status: 200, json: { done: true, records, nextRecordsUrl: null } }
}

/** Bulk API 2.0, ingest. */
export const bulkIngestRoutes: readonly Route[] = [
  route('POST', '/jobs/ingest', 'bulk', create),
  route('GET', '/jobs/ingest', 'bulk', list),
  route('PUT', '/jobs/ingest/:id/batches', 'bulk', upload),
  route('GET', '/jobs/ingest/:id/successfulResults', 'bulk', resultsOf('successful')),
  route('GET', '/jobs/ingest/:id/failedResults', 'bulk', resultsOf('failed')),
  route('GET', '/jobs/ingest/:id/unprocessedrecords', 'bulk', resultsOf('unprocessed')),
  route('GET', '/jobs/ingest/:id', 'bulk', read),
  route('PATCH', '/jobs/ingest/:id', 'bulk', change),
  route('DELETE', '/jobs/ingest/:id', 'bulk', remove),
]
