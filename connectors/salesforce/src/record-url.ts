import type { OpenedRecord } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { SalesforceSettings } from './settings.ts'

const opened: readonly EntityName[] = ['contact', 'company', 'deal', 'ticket']

/** The page of a record in Salesforce: the org finds it by the id alone. */
export function recordUrl(
  { instanceUrl }: Pick<SalesforceSettings, 'instanceUrl'>,
  { entity, id }: OpenedRecord,
): string | null {
  return opened.includes(entity) ? `${instanceUrl}/${encodeURIComponent(id)}` : null
}
