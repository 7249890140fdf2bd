import {
  ConnectorError,
  type WebhookEvent,
  type WebhookReading,
  type WebhookRecord,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { z } from 'zod'

/** The objects that events tell of and streams read, by the name that begins the type of an event. */
const entityByName: Readonly<Record<string, EntityName>> = {
  contact: 'contact',
  company: 'company',
  deal: 'deal',
  ticket: 'ticket',
  // The id is that of the conversation.
  conversation: 'message',
}

/** The same by HubSpot's number of the object type, which events of the type `object.…` carry. */
const entityByTypeId: Readonly<Record<string, EntityName>> = {
  '0-1': 'contact',
  '0-2': 'company',
  '0-3': 'deal',
  '0-5': 'ticket',
  '0-19': 'surveyResponse',
}

/** Whatever happened to a record, it is read again; these are the words for it. */
const kinds: ReadonlySet<string> = new Set([
  'creation',
  'deletion',
  'merge',
  'restore',
  'propertyChange',
  'associationChange',
  'newMessage',
  'privacyDeletion',
])

const id = z.union([z.int().nonnegative().transform(String), z.string().regex(/^\d{1,20}$/)])

/** The fields of an event that matter here. What a property became is not among them: it is read, not believed. */
const event = z.object({
  subscriptionType: z.string().min(1).max(100),
  objectTypeId: z.string().nullish(),
  objectId: id.nullish(),
  occurredAt: z.number().nullish(),
  primaryObjectId: id.nullish(),
  mergedObjectIds: z.array(id).nullish(),
  newObjectId: id.nullish(),
  fromObjectId: id.nullish(),
  fromObjectTypeId: z.string().nullish(),
  toObjectId: id.nullish(),
  toObjectTypeId: z.string().nullish(),
  /** Such as `CONTACT_TO_COMPANY`. */
  associationType: z.string().nullish(),
})
type Event = z.output<typeof event>

/** The latest time that a date can hold. */
const latestTime = 8.64e15

/** Which records the events of a payload are about. An event that cannot be read takes nothing away from the others. */
export function readEvents(payload: unknown): WebhookReading {
  if (!Array.isArray(payload)) {
    throw new ConnectorError('contract', 'a webhook of HubSpot is a list of events, and this one is not')
  }
  const records = new Map<string, WebhookRecord>()
  const types: Record<string, number> = {}
  const unknown: Record<string, number> = {}
  let unreadable = 0
  for (const given of payload) {
    const parsed = event.safeParse(given)
    if (!parsed.success) {
      unreadable += 1
      continue
    }
    const { subscriptionType } = parsed.data
    types[subscriptionType] = (types[subscriptionType] ?? 0) + 1
    const named = recordsOf(parsed.data)
    if (named === null) unknown[subscriptionType] = (unknown[subscriptionType] ?? 0) + 1
    else if (named.length === 0) unreadable += 1
    for (const record of named ?? []) {
      const key = `${record.entity}:${record.id}`
      records.set(key, joined(records.get(key), record))
    }
  }
  return { records: [...records.values()], types, unknown, unreadable }
}

/** Null for an event of a type that nothing is read again for; none for one that lacks its ids. */
function recordsOf(given: Event): readonly WebhookRecord[] | null {
  const [object = '', kind = ''] = given.subscriptionType.split('.')
  if (!kinds.has(kind)) return null
  const ends = kind === 'associationChange' ? endsOf(object, given) : objectsOf(object, given)
  const known = ends.flatMap(({ entity, id }) => (entity === undefined ? [] : [{ entity, id }]))
  if (known.length === 0 && ends.some(({ id }) => id != null)) return null
  if (ends.every(({ entity }) => entity === undefined)) return null
  const event: WebhookEvent = object === 'contact' && kind === 'privacyDeletion' ? 'erased' : 'changed'
  const at = timeOf(given.occurredAt)
  return known.flatMap(({ entity, id }) => (id == null ? [] : [{ entity, id, event, at }]))
}

interface Named {
  readonly entity: EntityName | undefined
  readonly id: string | null | undefined
}

/** Of a merge, all that took part: which of them lives on, HubSpot tells when it is asked. */
function objectsOf(object: string, given: Event): readonly Named[] {
  const entity = entityOf(object, given.objectTypeId)
  const merged = [given.primaryObjectId, given.newObjectId, ...(given.mergedObjectIds ?? [])]
  const ids = [given.objectId, ...merged].filter((one) => one != null)
  return ids.length === 0 ? [{ entity, id: null }] : ids.map((one) => ({ entity, id: one }))
}

/** Both ends of a link: which of them holds it, differs from type to type. */
function endsOf(object: string, given: Event): readonly Named[] {
  const [from = '', to = ''] = (given.associationType ?? '').toLowerCase().split('_to_')
  return [
    {
      entity: entityOf(object, given.fromObjectTypeId ?? given.objectTypeId) ?? entityByName[from],
      id: given.fromObjectId ?? given.objectId,
    },
    { entity: entityOf('object', given.toObjectTypeId) ?? entityByName[to], id: given.toObjectId },
  ]
}

function entityOf(object: string, typeId: string | null | undefined): EntityName | undefined {
  return object === 'object' ? entityByTypeId[typeId ?? ''] : entityByName[object]
}

function timeOf(milliseconds: number | null | undefined): string | null {
  if (milliseconds == null || !(milliseconds > 0 && milliseconds <= latestTime)) return null
  return new Date(milliseconds).toISOString()
}

/** Of two events of a record, in whatever order they come: the later time, and the graver of what happened. */
function joined(one: WebhookRecord | undefined, other: WebhookRecord): WebhookRecord {
  if (one === undefined) return other
  const isErased = one.event === 'erased' || other.event === 'erased'
  // Both are ISO texts in UTC, which sort by time.
  const at = one.at === null || (other.at !== null && other.at > one.at) ? other.at : one.at
  return { ...other, event: isErased ? 'erased' : 'changed', at }
}
