import type { OpenedRecord } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { ZendeskSettings } from './settings.ts'

const pages: Partial<Record<EntityName, string>> = {
  ticket: 'tickets',
  contact: 'users',
  company: 'organizations',
}

/** The page of a record where agents work; null where the API is at another place than the account, which tells nothing of people's. */
export function recordUrl(
  { subdomain, baseUrl }: Pick<ZendeskSettings, 'subdomain' | 'baseUrl'>,
  { entity, id }: OpenedRecord,
): string | null {
  const page = pages[entity]
  return page === undefined || baseUrl !== null
    ? null
    : `https://${subdomain}.zendesk.com/agent/${page}/${encodeURIComponent(id)}`
}
