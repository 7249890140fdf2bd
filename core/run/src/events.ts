import type { Instant } from '@rapport/model'
import type { RunState } from '@rapport/store'
import type { FailureKind } from './failure-kind.ts'

/** What the parts of a run count. Every count is of records unless its name says otherwise. */
export type Counts = Readonly<Record<string, number>>

/** A step of a run: `extract` of one connection's stream, `resolve`, `score`, `plan`, `write`. */
export interface StepReference {
  readonly position: number
  readonly name: 'extract' | 'resolve' | 'score' | 'plan' | 'write'
  readonly connection: string | null
  /** The stream of an extract step; the entity of a plan or write step. */
  readonly subject: string | null
}

/** A stage of a run. */
export type StageName = StepReference['name']

/** A run that does nothing but apply one plan, or take back what one wrote. */
export interface PlanOrder {
  readonly action: 'apply' | 'revert'
  readonly id: number
}

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly runId: number; readonly resumed: boolean }
  | { readonly type: 'step-started'; readonly step: StepReference }
  | {
      readonly type: 'step-progress'
      readonly step: StepReference
      readonly counts: Counts
      /** Records per second since the step started. */
      readonly perSecond: number
      readonly callsMade: number
      /** Of the budget of the longest window, as the vendor said last; null: it said nothing. */
      readonly callsLeft: number | null
      /** Seconds to go, where the total is known. */
      readonly secondsToGo: number | null
    }
  | {
      readonly type: 'step-finished'
      readonly step: StepReference
      readonly counts: Counts
      readonly seconds: number
    }
  | {
      readonly type: 'step-failed'
      readonly step: StepReference
      readonly message: string
      /** The vendor takes calls again after a while, and nothing else is wrong. */
      readonly isParked: boolean
    }
  | { readonly type: 'run-finished'; readonly result: RunResult }

/** What a run came to. */
export interface RunResult {
  readonly runId: number
  readonly state: RunState
  readonly dryRun: boolean
  /** The connections that it was to read and write; null: all. */
  readonly connections: readonly string[] | null
  /** Records that were read, by `connection/stream`. */
  readonly read: Counts
  readonly customers: number
  readonly scored: number
  /** Records that would change, by `connection/entity`; in a dry run nothing is written. */
  readonly planned: Counts
  readonly written: number
  /** Records set aside now. */
  readonly rejected: number
  /** Records in which fields were left alone because a person edited them. */
  readonly drifted: number
  readonly calls: { readonly made: number; readonly reads: number; readonly writes: number }
  /** Answers that said too much was asked (429). */
  readonly throttled: number
  readonly planIds: readonly number[]
  readonly seconds: number
  readonly secondsByStep: Readonly<Record<string, number>>
  /** When a run that is parked may go on (UTC); null for any other. */
  readonly waitingUntil: Instant | null
  /** Why the run stopped, was parked or failed, and what to do. */
  readonly message: string | null
  /** What kind of failure ended the run; null where none did. */
  readonly failure: FailureKind | null
}
