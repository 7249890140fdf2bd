import type { ObjectTypeName } from '../object-types.ts'
import type { WriteEffect } from '../state.ts'

/** An event as HubSpot sends it. Which fields it has differs from type to type. */
export interface WebhookEvent {
  readonly eventId: number
  readonly subscriptionId: number
  readonly portalId: number
  readonly appId: number
  /** Epoch milliseconds. */
  readonly occurredAt: number
  readonly subscriptionType: string
  /** From 0. */
  readonly attemptNumber: number
  readonly [field: string]: unknown
}

/** What of an event follows from what was done. */
export type EventContent = { readonly subscriptionType: string } & Readonly<Record<string, unknown>>

/** How events call the types of objects; the others here have generic subscriptions only. */
const names: Partial<Record<ObjectTypeName, string>> = {
  contacts: 'contact',
  companies: 'company',
  deals: 'deal',
  tickets: 'ticket',
}

/** Numbers of the types, for generic subscriptions. */
const typeIds: Partial<Record<ObjectTypeName, string>> = {
  calls: '0-48',
  emails: '0-49',
  feedback_submissions: '0-19',
}

/** The events that a write causes: one for each property that it changed. */
export function eventsOf({ operation, objectType, id, properties, changed }: WriteEffect): EventContent[] {
  const name = names[objectType]
  const typeId = typeIds[objectType]
  if (name === undefined && typeId === undefined) return []
  const objectId = Number(id)
  const of = (kind: string, fields: Record<string, unknown> = {}): EventContent =>
    name === undefined
      ? { subscriptionType: `object.${kind}`, objectTypeId: typeId, objectId, ...fields }
      : { subscriptionType: `${name}.${kind}`, objectId, ...fields }
  switch (operation) {
    case 'create':
      return [of('creation', { changeFlag: 'NEW' })]
    case 'update':
      return changed.map((propertyName) =>
        of('propertyChange', { propertyName, propertyValue: properties[propertyName] ?? '' }),
      )
    case 'archive':
      return [of('deletion', { changeFlag: 'DELETED' })]
    case 'purge':
      return objectType === 'contacts' ? [of('privacyDeletion')] : [of('deletion', { changeFlag: 'DELETED' })]
    case 'merge':
      return [
        of('merge', {
          primaryObjectId: objectId,
          mergedObjectIds: [Number(properties.merged)],
          newObjectId: null,
          numberOfPropertiesMoved: 0,
        }),
      ]
    case 'associate':
    case 'dissociate':
      return name === undefined
        ? []
        : associationEvents(name, objectId, properties.to ?? '', operation === 'dissociate')
    case 'define':
      return []
  }
}

/** One for each end. */
function associationEvents(from: string, fromId: number, target: string, removed: boolean): EventContent[] {
  const [type = '', id = ''] = target.split('/')
  const to = Object.entries(names).find(([plural]) => plural === type)?.[1]
  if (to === undefined) return []
  const event = (one: string, oneId: number, other: string, otherId: number): EventContent => ({
    subscriptionType: `${one}.associationChange`,
    associationType: `${one}_to_${other}`.toUpperCase(),
    fromObjectId: oneId,
    toObjectId: otherId,
    associationRemoved: removed,
    isPrimaryAssociation: false,
  })
  return [event(from, fromId, to, Number(id)), event(to, Number(id), from, fromId)]
}
