import type { Database } from '@rapport/store'
import type { Remote } from './delivery.ts'
import type { PlanRecord } from './plan-record.ts'
import type { VerdictRules } from './verdict.ts'

/** What became of lines of a plan, in lines. */
export interface LineCounts {
  /** Written, and the CRM confirmed it. */
  applied: number
  /** The CRM held the values already. */
  alreadyThere: number
  /** Left, because a person edited the fields. */
  drifted: number
  /** A revert that is not done, because a person edited the fields. */
  refused: number
  /** The CRM refused the record; it is set aside with the reason. */
  rejected: number
  /** The record no longer exists in the CRM. */
  gone: number
}

/** What a batch needs around it. */
export interface ApplyScope {
  readonly db: Database
  readonly plan: PlanRecord
  readonly remote: Remote
  readonly rules: VerdictRules
  readonly signal: AbortSignal
  readonly counts: LineCounts
  /** Batches under way at once. */
  readonly concurrency: number
  /** Throws where another process has taken the plan over: called in each transaction that keeps something, as the last thing in it. */
  readonly mustBeMine: (transaction: Database) => Promise<void>
  /** Whether any record was set aside that going through would mend. */
  readonly anyReject: boolean
}
