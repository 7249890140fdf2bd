import type { OpenedRecord } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { z } from 'zod'
import type { HubspotSettings } from './settings.ts'

/** The numbers by which HubSpot's application names its objects. */
const objectTypes: Partial<Record<EntityName, string>> = {
  contact: '0-1',
  company: '0-2',
  deal: '0-3',
  ticket: '0-5',
}

const boundToPortal = z.object({ portal: z.number() })

/** The page of a record in HubSpot; null while the portal is unknown, as it is until something was read from it. */
export function recordUrl(
  { appUrl }: Pick<HubspotSettings, 'appUrl'>,
  { entity, id, checkpoint }: OpenedRecord,
): string | null {
  const type = objectTypes[entity]
  const bound = boundToPortal.safeParse(checkpoint)
  if (appUrl === null || type === undefined || !bound.success) return null
  return `${appUrl}/contacts/${bound.data.portal}/record/${type}/${encodeURIComponent(id)}`
}
