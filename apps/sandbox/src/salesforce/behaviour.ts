/** Behaviour that can be changed while the server runs. */
export interface Behaviour {
  /** Added to every answer, in milliseconds. */
  latencyMs: number
  /** Most records in one answer of a query. Salesforce: 2,000, fewer when records are wide. */
  queryBatchSize: number
  /** Records in one page of Bulk results when the client names no number. */
  bulkPageSize: number
  /** How often a Bulk job says that it is not finished. */
  bulkPolls: number
  /** How many other requests a closed ingest job outlasts that nobody looks at. */
  bulkRequests: number
  /** The oldest API version that is still served; older ones answer 410. */
  oldestVersion: number
}

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  queryBatchSize: 2_000,
  bulkPageSize: 50_000,
  bulkPolls: 1,
  bulkRequests: 100,
  oldestVersion: 31,
}

/** Winter '27. */
export const NEWEST_VERSION = 68
