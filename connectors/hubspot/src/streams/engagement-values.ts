import type { Instant } from '@rapport/model'
import type { HubspotRecord } from '../objects.ts'
import { toInstant, UnusableValue } from '../values.ts'

/** A property's text; null where it is empty. */
export function textOf(record: HubspotRecord, property: string): string | null {
  const value = record.properties[property]?.trim()
  return value === undefined || value === '' ? null : value
}

/** When an activity happened, which is not when it was logged. @throws UnusableValue where it is no time. */
export function happenedAt(record: HubspotRecord): Instant | null {
  const text = textOf(record, 'hs_timestamp')
  const at = toInstant(text)
  if (at === undefined) throw new UnusableValue('hs_timestamp', text ?? '', 'a date or time')
  return at
}

/** What made an activity, in HubSpot's words: `CRM_UI`, `CONVERSATIONS`, `WORKFLOWS` and the like. */
export function sourceOfEngagement(record: HubspotRecord): readonly string[] {
  return ['hs_engagement_source', 'hs_object_source'].flatMap((property) => {
    const source = textOf(record, property)
    return source === null ? [] : [source.toUpperCase()]
  })
}
