import { SalesforceError } from '../errors.ts'
import type { WriteContext } from '../record-input.ts'
import type { ObjectDefinition } from '../schema/object-definition.ts'
import { upsertRecord } from '../upsert.ts'
import { createRecord, deleteRecord, updateRecord } from '../writes.ts'
import { readUpload, resultFile, type UploadRow } from './csv.ts'
import { DELIMITERS, type IngestJob, type IngestResults } from './job.ts'

const MOST_CELL_CHARACTERS = 32_000

/**
 * Does what an ingest job asks for, row by row.
 * @param only rows to do; the others stay unprocessed, as when a job is aborted or fails half-way
 * @throws {SalesforceError} when the file as a whole cannot be used: the job fails
 */
export function processUpload(
  context: WriteContext,
  object: ObjectDefinition,
  job: IngestJob,
  only = Number.POSITIVE_INFINITY,
): IngestResults {
  const delimiter = DELIMITERS[job.columnDelimiter]
  const lineEnd = job.lineEnding === 'CRLF' ? '\r\n' : '\n'
  const { header, rows } = readUpload(job.upload ?? '', delimiter)
  checkHeader(context, object, job, header)
  const successful: string[][] = []
  const failed: string[][] = []
  const done = rows.slice(0, only)
  for (const row of done) {
    const cells = header.map((name) => row[name] ?? '')
    try {
      const { id, created } = write(context, object, job, row)
      successful.push([id, String(created), ...cells])
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error
      const { errorCode, message, fields = [] } = error
      failed.push([idOf(row), `${errorCode}:${message}:${[...fields, '--'].join(' ')}`, ...cells])
    }
  }
  const unprocessed = rows.slice(done.length).map((row) => header.map((name) => row[name] ?? ''))
  return {
    successful: resultFile(['sf__Id', 'sf__Created', ...header], successful, delimiter, lineEnd),
    failed: resultFile(['sf__Id', 'sf__Error', ...header], failed, delimiter, lineEnd),
    unprocessed: resultFile(header, unprocessed, delimiter, lineEnd),
    processed: done.length,
    failures: failed.length,
  }
}

/** A column that is no field fails the job. @throws {SalesforceError} */
function checkHeader(
  { access }: WriteContext,
  object: ObjectDefinition,
  job: IngestJob,
  header: readonly string[],
): void {
  for (const name of header) {
    if (access.field(object.name, name) !== undefined) continue
    throw new SalesforceError(400, 'InvalidBatch', `Field name not found : ${name}`)
  }
  const lower = header.map((name) => name.toLowerCase())
  const needed =
    job.operation === 'insert' ? null : job.operation === 'upsert' ? (job.externalIdFieldName ?? 'Id') : 'Id'
  if (needed !== null && !lower.includes(needed.toLowerCase())) {
    throw new SalesforceError(400, 'InvalidBatch', `Field name not found : ${needed}`)
  }
}

function write(
  context: WriteContext,
  object: ObjectDefinition,
  job: IngestJob,
  row: UploadRow,
): { id: string; created: boolean } {
  for (const [name, cell] of Object.entries(row)) {
    if (cell.length > MOST_CELL_CHARACTERS) {
      throw new SalesforceError(
        400,
        'STRING_TOO_LONG',
        `${name}: data value too large (max length=${MOST_CELL_CHARACTERS})`,
        [name],
      )
    }
  }
  switch (job.operation) {
    case 'insert':
      return { id: createRecord(context, object, row), created: true }
    case 'update':
      return { id: updateRecord(context, object, idOf(row), row), created: false }
    case 'upsert': {
      const field = job.externalIdFieldName ?? 'Id'
      const value =
        Object.entries(row).find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1] ?? ''
      return upsertRecord(context, object, field, value, row)
    }
    case 'delete':
    case 'hardDelete':
      return { id: deleteRecord(context, object, idOf(row), job.operation === 'hardDelete'), created: false }
  }
}

function idOf(row: UploadRow): string {
  return Object.entries(row).find(([name]) => name.toLowerCase() === 'id')?.[1] ?? ''
}
