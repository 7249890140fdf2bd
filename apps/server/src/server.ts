import type { Configuration } from '@rapport/config'
import type { FileSchedules, Workspace } from '@rapport/run'
import type { Authentication } from './access/authentication.ts'
import type { AnswerCache } from './http/cached.ts'
import type { OpenStreams } from './http/open-streams.ts'
import type { Log } from './observability/log.ts'
import type { Metrics } from './observability/metrics.ts'

/** `rapport.yaml`: where it is, and how its text is checked. */
export interface ConfigurationFile {
  readonly file: string
  /** @throws ConfigurationError with every problem of a text. */
  parse(text: string): Configuration
}

/** What routes are given. */
export interface Server {
  /**
   * With the set-up as it stood when the server started: for the database. `current` has the set-up of now. Statements in it are ended when
   * they take longer than people wait.
   */
  readonly workspace: Workspace
  /** The same workspace without that limit: for exports, and for changes that take as long as there are records. */
  unhurried(workspace: Workspace): Workspace
  /** The workspace with the set-up as the file has it now. */
  current(): Promise<Workspace>
  /** The file of the set-up, to be changed by `editConfiguration`; null where the server has none. */
  readonly configuration: ConfigurationFile | null
  readonly auth: Authentication
  readonly log: Log
  readonly metrics: Metrics
  readonly cache: AnswerCache
  readonly streams: OpenStreams
  /** The schedules of this process's rapport.yaml. */
  readonly schedules: FileSchedules
  now(): Date
  /** Where people reach the page, such as `https://rapport.example.com`. */
  readonly origin: string
  /** What an `Origin` header may name. */
  readonly trustedOrigins: ReadonlySet<string>
  /** What a `Host` header may name; null: anything. */
  readonly trustedHosts: ReadonlySet<string>
  /** Whether `X-Forwarded-For` is set by a proxy of ours. */
  readonly behindProxy: boolean
  /** The folder of the built page; null: none is served. */
  readonly dashboard: string | null
  /** Aborted when the server is about to stop: event streams end. */
  readonly closing: AbortSignal
}
