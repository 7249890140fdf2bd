import type { OpenedRecord } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { ZendeskSettings } from './settings.ts'

const pages: Partial<Record<EntityName, string>> = {
  ticket: 'tickets',
  contact: 'users',
  company: 'organizations',
}

/** The page of a record where agents work. */
export function recordUrl(
  { subdomain }: Pick<ZendeskSettings, 'subdomain'>,
  { entity, id }: OpenedRecord,
): string | null {
  const page = pages[entity]
  return page === undefined
    ? null
    : `https://${subdomain}.zendesk.com/agent/${page}/${encodeURIComponent(id)}`
}
