import { ConnectorError } from '@rapport/connector'
import { errorCodesOf } from '../failures.ts'

const duplicateCodes: ReadonlySet<string> = new Set([
  'DUPLICATE_DEVELOPER_NAME',
  'DUPLICATE_VALUE',
  'DUPLICATES_DETECTED',
])

/** Whether Salesforce says that there is such a thing already: from an earlier run, or from another one at this moment. */
export function isDuplicateCode(code: string): boolean {
  return duplicateCodes.has(code)
}

/** Whether a call was refused because there is such a thing already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof ConnectorError && errorCodesOf(error).some(isDuplicateCode)
}

/** Whether this user may not do it. A session that is refused altogether is another matter. */
export function isForbidden(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.kind === 'auth' && error.status !== 401
}
