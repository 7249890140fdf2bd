import { SecretError } from '@rapport/config'
import { ConnectorError, type ConnectorErrorKind } from '@rapport/connector'
import { UnknownFieldError } from '@rapport/writeback'

/** What kind of failure ended a run; `error` is one that neither the vendor nor the set-up is to blame for. */
export type FailureKind = ConnectorErrorKind | 'error'

/** The kind of what was thrown. A secret that cannot be had, or a field that does not exist, is a matter of the set-up. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof ConnectorError) return error.kind
  return error instanceof SecretError || error instanceof UnknownFieldError ? 'config' : 'error'
}
