import type { SalesforceSettings } from '../settings.ts'

/** Where people sign in and tokens are asked for, which is also the audience of a signed statement. */
export function loginUrlOf(settings: SalesforceSettings): string {
  return settings.loginUrl ?? settings.instanceUrl
}
