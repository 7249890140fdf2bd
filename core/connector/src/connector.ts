import type { EntityName, RetentionClass } from '@rapport/model'
import type { z } from 'zod'
import type { AuthenticationMethod } from './authentication.ts'
import type { BudgetSpecification, LimitReading } from './budgets.ts'
import type { ConnectorContext } from './context.ts'
import type { ConnectorError } from './errors.ts'
import type { VendorRates } from './exchange-rates.ts'
import type { TokenPlace } from './sign-request.ts'
import type { AnyStream, FieldSelection } from './stream.ts'
import type { TargetDefinition } from './target.ts'
import type { ViewDefinition } from './views.ts'
import type { WebhookDefinition } from './webhook.ts'

/** One line of `rapport check`. */
export interface CheckResult {
  /** What was checked, e.g. `authorised`. */
  readonly name: string
  readonly ok: boolean
  /** What was found, or what to do. */
  readonly detail: string
}

/** What a check is told of the set-up: which source fields the stream of an entity reads. */
export type FieldSelections = (entity: EntityName) => FieldSelection

/** A record that a person wants to open. */
export interface OpenedRecord {
  readonly entity: EntityName
  readonly id: string
  /** The checkpoint of the record's stream; null before the first. */
  readonly checkpoint: unknown
}

/** Something done at the vendor on a person's order, such as a reply to a review. */
export interface ActionDefinition<Settings, Input, Result> {
  readonly name: string
  readonly input: z.ZodType<Input>
  /** What the vendor takes, as the connection is set up: told before it is done. */
  rules?(settings: Settings): unknown
  perform(ctx: ConnectorContext<Settings>, input: Input): Promise<Result>
  /** After an unknown outcome: what is there now; null when it did not take effect. */
  readBack(ctx: ConnectorContext<Settings>, input: Input): Promise<Result | null>
}

/** A connector: a plain value, without clock, store, logger, retry loop or limiter. */
export interface ConnectorDefinition<Settings> {
  readonly id: string
  readonly title: string
  readonly settings: z.ZodType<Settings>
  readonly authentication: readonly AuthenticationMethod<Settings>[]
  readonly retention: RetentionClass
  /** The class that the settings say, where they can: of files nobody but the admin knows under which terms they came. */
  retentionOf?(settings: Settings): RetentionClass
  /** Base URL of all requests; its host and `hosts` are the only ones that are spoken to. Null: no HTTP. */
  baseUrl(settings: Settings): string | null
  hosts?(settings: Settings): readonly string[]
  /** Files and folders of this machine that it reads, as the settings name them. */
  files?(settings: Settings): readonly string[]
  /** What the header `Authorization` says with a token to an address. Default: `Bearer` and the token. */
  authorization?(token: string, url: URL): string
  /** Whose a call is, where the sign-in is by a key and as a person (`keyAndPerson`). */
  signedBy?(url: URL): 'key' | 'person'
  /** Where the token stands instead, such as a key in a header of its own or in the address. */
  readonly tokenIn?: TokenPlace
  readonly budgets: readonly BudgetSpecification[]
  /** Names what the vendor counts calls by where that is not the sign-in, such as an org for all its users. */
  accountOf?(settings: Settings): string
  /** What the headers of an answer say about the budgets. */
  readLimits?(headers: Readonly<Record<string, string>>): readonly LimitReading[]
  /** Turns what the vendor's client threw, or an HTTP answer that is not 2xx, into a ConnectorError; undefined: not known here. */
  classify?(error: unknown): ConnectorError | undefined
  readonly streams: readonly AnyStream<Settings>[]
  /**
   * The exchange rates that the vendor keeps, all of them, read once in a run with the first of the connection's streams; null
   * where it keeps none, or does not let this user see them: what was known of them stays then.
   */
  exchangeRates?(ctx: ConnectorContext<Settings>): Promise<VendorRates | null>
  readonly targets: readonly TargetDefinition<Settings>[]
  /** What is fetched to be shown and never stored. */
  readonly views?: readonly ViewDefinition<Settings>[]
  readonly actions?: readonly ActionDefinition<Settings, unknown, unknown>[]
  /** How the vendor tells of changes by itself. */
  readonly webhook?: WebhookDefinition<Settings>
  /** Where a person opens a record in the vendor's own application; null where that is not known. Without it, there is no such place. */
  recordUrl?(settings: Settings, record: OpenedRecord): string | null
  /**
   * Check by check: reachable, authorised, scopes present and missing, a sample read, the fields that the admin named, budget
   * left. Whatever would make the first read fail for its set-up fails here.
   */
  check(ctx: ConnectorContext<Settings>, selections: FieldSelections): AsyncIterable<CheckResult>
}

/** A connector whose settings are known only at run time. */
// biome-ignore lint/suspicious/noExplicitAny: settings are checked by the connector's own schema before any use
export type AnyConnector = ConnectorDefinition<any>

/** What may only be shown is not read into the store: such a source has views, and no stream. */
type ShownOrKept =
  | { readonly retention: 'id_only'; readonly streams: readonly [] }
  | { readonly retention: Exclude<RetentionClass, 'id_only'> }

/** Declares a connector. */
export function defineConnector<Settings>(
  definition: ConnectorDefinition<Settings> & ShownOrKept,
): ConnectorDefinition<Settings> {
  return definition
}
