import { ConnectorError, type ConnectorErrorKind } from '@rapport/connector'
import { kindOfCode } from '../failures.ts'
import type { FailedUpdate, RecordUpdate } from './record-update.ts'

/** Why Salesforce refused one record. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly fields: readonly string[]
}

/** Codes that say the same of every record, because they speak of a field and this user. */
const aboutFields: ReadonlySet<string> = new Set(['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'])

/** The outcome of a record that Salesforce refused, with Salesforce's reason. */
export function failureOf(
  { object, id }: Pick<RecordUpdate, 'object' | 'id'>,
  refusal: Refusal,
): FailedUpdate {
  const { code, message } = refusal
  const isLocked = code === 'UNABLE_TO_LOCK_ROW'
  const fields = refusal.fields.filter((name) => !message.includes(name))
  const named = fields.length === 0 ? '' : ` (${fields.join(', ')})`
  const error = new ConnectorError(
    isLocked ? 'conflict' : kindOf(code),
    `${object} ${id}: refused by Salesforce: ${message}${named} [${code}]${adviceOn(code)}`,
  )
  return { state: isLocked ? 'locked' : 'failed', error }
}

function kindOf(code: string): ConnectorErrorKind {
  if (aboutFields.has(code)) return 'config'
  const kind = kindOfCode(code)
  // The user is signed in and writes other records: it lacks access to this one.
  return kind === 'auth' ? 'invalid' : kind
}

function adviceOn(code: string): string {
  if (code === 'INVALID_FIELD_FOR_INSERT_UPDATE') {
    return ': assign the permission set Rapport_Scores to the user that Rapport works as'
  }
  return kindOfCode(code) === 'auth' ? ': give the user access to the record' : ''
}
