import { z } from 'zod'
import { resultCsv } from '../bulk/csv.ts'
import { DELIMITERS, type QueryJob } from '../bulk/job.ts'
import { abort, findJob, invalidState, jobInfo, newJobInfo } from '../bulk/job-info.ts'
import { SalesforceError } from '../errors.ts'
import { type Answer, bodyOf, type Call, param, type Route, resourcePath, route } from '../route.ts'
import { parseSoql, planQuery } from '../soql/plan.ts'
import { unsupported } from '../soql/soql-errors.ts'

/** Results are kept for a week. */
const RESULT_LIFETIME_MS = 7 * 86_400_000
const MOST_RESULT_LINKS = 5

const createSchema = z.object({
  operation: z.enum(['query', 'queryAll']),
  query: z.string(),
  contentType: z.literal('CSV').default('CSV'),
  columnDelimiter: z.enum(['COMMA', 'SEMICOLON', 'TAB', 'PIPE', 'CARET', 'BACKQUOTE']).default('COMMA'),
  lineEnding: z.enum(['LF', 'CRLF']).default('LF'),
})

function create(call: Call): Answer {
  const { org, access, behaviour } = call
  const { operation, query: soql, columnDelimiter, lineEnding } = bodyOf(call, createSchema)
  const query = parseSoql(soql)
  if (query.offset !== undefined) throw featureNotEnabled('OFFSET')
  const plan = planQuery(org, access, soql, query, operation === 'queryAll' ? 'all' : 'live')
  if (plan.countOnly || plan.aggregates !== null) throw featureNotEnabled('Aggregate Relationships')
  const now = org.now()
  const job: QueryJob = {
    kind: 'query',
    id: org.nextJobId(),
    operation,
    object: plan.table.definition.name,
    createdById: access.userId,
    createdAt: now,
    modifiedAt: now,
    state: 'UploadComplete',
    apiVersion: call.version,
    lineEnding,
    columnDelimiter,
    pollsLeft: behaviour.bulkPolls,
    errorMessage: null,
    failure: org.bulkFailures.shift() ?? null,
    plan,
    rows: [],
  }
  org.jobs.set(job.id, job)
  return { status: 200, json: newJobInfo(job) }
}

function featureNotEnabled(what: string): SalesforceError {
  return new SalesforceError(400, 'FEATURENOTENABLED', `${what} not supported in Bulk Query`)
}

function read(call: Call): Answer {
  const job = findJob(call, 'query')
  if (job.state === 'UploadComplete' || job.state === 'InProgress') {
    job.state = job.pollsLeft > 0 ? 'InProgress' : job.failure === null ? 'JobComplete' : 'Failed'
    if (job.state === 'Failed') job.errorMessage = job.failure?.message ?? null
    job.pollsLeft -= 1
    job.modifiedAt = call.org.now()
    if (job.state === 'JobComplete') job.rows = job.plan.run()
  }
  return { status: 200, json: jobInfo(job) }
}

/** A finished job asked in the version it was made in. @throws {SalesforceError} 400, 404, 409 */
function finished(call: Call): QueryJob {
  const job = findJob(call, 'query')
  if (job.apiVersion !== call.version) {
    throw new SalesforceError(409, 'API_ERROR', `The job was created with API version ${job.apiVersion}.0.`)
  }
  if (job.state !== 'JobComplete') throw invalidState(`Cannot get results of a job in state ${job.state}`)
  if (call.org.now() > job.createdAt + RESULT_LIFETIME_MS)
    throw new SalesforceError(404, 'NOT_FOUND', 'Results expired')
  return job
}

/** A locator is an opaque text; it holds the row to go on from and the page size. */
function locatorOf(from: number, size: number): string {
  return Buffer.from(`${from}.${size}`).toString('base64url')
}

function readLocator(text: string | null, job: QueryJob): { from: number; size: number } | null {
  if (text === null) return null
  const parts = /^(\d+)\.(\d+)$/.exec(Buffer.from(text, 'base64url').toString())
  const from = Number(parts?.[1])
  if (parts === null || from >= job.rows.length) {
    throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', `Invalid locator: ${text}`)
  }
  return { from, size: Number(parts[2]) }
}

function maxRecords({ query, behaviour }: Call): number | null {
  const text = query.get('maxRecords')
  if (text === null) return null
  if (!/^[1-9]\d*$/.test(text))
    throw new SalesforceError(400, 'INVALID_ARGUMENT', `maxRecords must be positive: ${text}`)
  return Math.min(Number(text), Math.max(behaviour.bulkPageSize, 250_000))
}

function results(call: Call): Answer {
  const job = finished(call)
  const located = readLocator(call.query.get('locator'), job)
  const from = located?.from ?? 0
  const size = maxRecords(call) ?? located?.size ?? call.behaviour.bulkPageSize
  const end = Math.min(job.rows.length, from + size)
  const lineEnd = job.lineEnding === 'CRLF' ? '\r\n' : '\n'
  return {
    status: 200,
    text: {
      type: 'text/csv',
      content: resultCsv(job.plan, job.rows.slice(from, end), DELIMITERS[job.columnDelimiter], lineEnd),
    },
    headers: {
      'Sforce-Locator': end < job.rows.length ? locatorOf(end, size) : 'null',
      'Sforce-NumberOfRecords': String(end - from),
    },
  }
}

function resultPages(call: Call): Answer {
  const job = finished(call)
  if (call.version < 58) throw unsupported('resultPages before version 58.0')
  const size = call.behaviour.bulkPageSize
  const first = readLocator(call.query.get('locator'), job)?.from ?? 0
  const starts: number[] = []
  for (let from = first; from < job.rows.length && starts.length < MOST_RESULT_LINKS; from += size)
    starts.push(from)
  const next = first + starts.length * size
  const done = next >= job.rows.length
  const address = (resource: string, from: number): string =>
    resourcePath(call, `jobs/query/${job.id}/${resource}?locator=${locatorOf(from, size)}`)
  return {
    status: 200,
    json: {
      resultPages: starts.map((from) => ({ resultUrl: address('results', from) })),
      ...(done ? {} : { nextRecordsUrl: address('resultPages', next) }),
      done,
    },
  }
}

function change(call: Call): Answer {
  bodyOf(call, z.object({ state: z.literal('Aborted') }))
  const job = findJob(call, 'query')
  abort(call, job)
  return { status: 200, json: jobInfo(job) }
}

function remove(call: Call): Answer {
  const job = findJob(call, 'query')
  if (!['JobComplete', 'Failed', 'Aborted'].includes(job.state)) {
    throw invalidState('Deletion of a job that is not closed is not allowed')
  }
  call.org.jobs.delete(param(call, 'id'))
  return { status: 204 }
}

function list(call: Call): Answer {
  const records = [...call.org.jobs.values()].filter(({ kind }) => kind === 'query').map(newJobInfo)
  return { status: 200, json: { done: true, records, nextRecordsUrl: null } }
}

/** Bulk API 2.0, queries. */
export const bulkQueryRoutes: readonly Route[] = [
  route('POST', '/jobs/query', 'bulk', create),
  route('GET', '/jobs/query', 'bulk', list),
  route('GET', '/jobs/query/:id/results', 'bulk', results),
  route('GET', '/jobs/query/:id/resultPages', 'bulk', resultPages),
  route('GET', '/jobs/query/:id', 'bulk', read),
  route('PATCH', '/jobs/query/:id', 'bulk', change),
  route('DELETE', '/jobs/query/:id', 'bulk', remove),
]
