import { type ConnectorContext, noSelection } from '@rapport/connector'
import type { HubspotSettings } from '../settings.ts'
import type { ObjectDescription } from '../streams/object-description.ts'
import { openReading, type Reading } from '../streams/reading.ts'

const contactIds: ObjectDescription<'contact'> = {
  entity: 'contact',
  objectType: 'contacts',
  modifiedProperty: 'lastmodifieddate',
  properties: [],
  mappable: {},
  linked: [],
  convert: ({ record }) => ({ id: record.id }),
}

/** A reading of contacts that wants nothing but their ids and times. */
export function openBareReading(ctx: ConnectorContext<HubspotSettings>): Promise<Reading<'contact'>> {
  return openReading(ctx, contactIds, noSelection)
}
