import { ConnectorError } from '@rapport/connector'
import { errorCodesOf, kindOfCode } from '../failures.ts'

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

/** What belongs to Setup is no object, field or path to a user that does not see Setup: it is refused as what there is not. */
const hiddenCodes: ReadonlySet<string> = new Set(['INVALID_TYPE', 'INVALID_FIELD', 'NOT_FOUND'])

/** Whether Salesforce says that this user may not do something in Setup. */
export function isForbiddenCode(code: string): boolean {
  return kindOfCode(code) === 'auth' || hiddenCodes.has(code)
}

/** Whether a call to Setup was refused because this user may not make it. A session that is refused altogether is another matter. */
export function isForbidden(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError) || error.status === 401) return false
  return error.kind === 'auth' || errorCodesOf(error).some((code) => hiddenCodes.has(code))
}
