/**
 * What went wrong when talking to a vendor, as one word that decides what happens next:
 * - `auth`: ask the admin to sign in again or grant a scope
 * - `config`: a setting is wrong; the message says which
 * - `invalid`: this record was refused, for this reason; the others go on
 * - `gone`: the record no longer exists there
 * - `conflict`: somebody else holds or changed it
 * - `rate`: wait as told in `retryAfterMs`
 * - `transient`: try again
 * - `contract`: the vendor answered what its description does not allow
 */
export type ConnectorErrorKind =
  | 'auth'
  | 'config'
  | 'invalid'
  | 'gone'
  | 'conflict'
  | 'rate'
  | 'transient'
  | 'contract'

export interface ConnectorErrorOptions {
  readonly cause?: unknown
  /** How long the vendor asks to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** HTTP status, where there was one. */
  readonly status?: number
  /**
   * `unknown` when a write may or may not have reached the vendor: it must be read back before it is sent again.
   * `none` when it certainly did not take effect.
   */
  readonly outcome?: 'none' | 'unknown'
}

/** The one error of the connector layer. Its `kind` alone decides what happens. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: ConnectorErrorKind
  readonly retryAfterMs: number | null
  readonly status: number | null
  readonly outcome: 'none' | 'unknown'

  constructor(kind: ConnectorErrorKind, message: string, options: ConnectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
    this.status = options.status ?? null
    this.outcome = options.outcome ?? 'none'
  }
}

/** Whether trying the same call again can help. */
export function isRetryable(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && (error.kind === 'transient' || error.kind === 'rate')
}
