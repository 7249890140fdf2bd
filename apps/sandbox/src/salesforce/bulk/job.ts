import type { QueryPlan } from '../soql/plan.ts'

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

interface JobBase {
  id: string
  object: string
  createdById: string
  createdAt: number
  modifiedAt: number
  state: JobState
  apiVersion: number
  lineEnding: 'LF' | 'CRLF'
  columnDelimiter: ColumnDelimiter
  /** Status questions that are still answered with an unfinished state. */
  pollsLeft: number
  errorMessage: string | null
  /** How the job is going to fail; null for one that ends well. */
  failure: BulkFailure | null
}

/** A job that fails half-way. */
export interface BulkFailure {
  message: string
  /** Records of an ingest job that are written before it fails; the others stay unprocessed. */
  afterRecords: number
}

export interface QueryJob extends JobBase {
  kind: 'query'
  operation: 'query' | 'queryAll'
  plan: QueryPlan
  rows: readonly number[]
}

export interface IngestJob extends JobBase {
  kind: 'ingest'
  operation: 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete'
  externalIdFieldName: string | null
  /** Other requests that are still answered before the job ends unasked. */
  requestsLeft: number
  /** The CSV as uploaded; null until then. */
  upload: string | null
  /** The three result files, once the job is done. */
  results: IngestResults | null
}

export interface IngestResults {
  successful: string
  failed: string
  unprocessed: string
  processed: number
  failures: number
}

export type BulkJob = QueryJob | IngestJob

/** Names of delimiters and what they stand for. */
export const DELIMITERS = {
  COMMA: ',',
  SEMICOLON: ';',
  TAB: '\t',
  PIPE: '|',
  CARET: '^',
  BACKQUOTE: '`',
} as const

export type ColumnDelimiter = keyof typeof DELIMITERS
