import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvents } from './webhook-events.ts'

const at = Date.UTC(2026, 10, 28)
const happened = new Date(at).toISOString()

test('names the record of each event, whatever happened to it, and of a contact that asked for it that it be erased', () => {
  const events = ['creation', 'deletion', 'restore', 'propertyChange'].map((kind, index) => ({
    subscriptionType: `company.${kind}`,
    objectId: index + 1,
    occurredAt: at,
    propertyValue: 'not believed',
  }))
  const erased = { subscriptionType: 'contact.privacyDeletion', objectId: '77', occurredAt: at }
  expect(readEvents([...events, erased]).records).toEqual([
    ...[1, 2, 3, 4].map((id) => ({ entity: 'company', id: String(id), event: 'changed', at: happened })),
    { entity: 'contact', id: '77', event: 'erased', at: happened },
  ])
})

test('names all records that took part in a merge, and both ends of a link that changed', () => {
  const named = (...events: readonly object[]) =>
    readEvents(events).records.map(({ entity, id }) => `${entity}:${id}`)
  const merge = {
    subscriptionType: 'contact.merge',
    objectId: 1,
    primaryObjectId: 1,
    mergedObjectIds: [2, 3],
    newObjectId: 4,
  }
  expect(named(merge)).toEqual(['contact:1', 'contact:4', 'contact:2', 'contact:3'])
  const link = {
    subscriptionType: 'deal.associationChange',
    associationType: 'DEAL_TO_CONTACT',
    fromObjectId: 5,
    toObjectId: 6,
  }
  expect(named(link)).toEqual(['deal:5', 'contact:6'])
  const lineItem = { ...link, associationType: 'DEAL_TO_LINE_ITEM' }
  expect(named(lineItem)).toEqual(['deal:5'])
  const generic = {
    subscriptionType: 'object.associationChange',
    fromObjectTypeId: '0-5',
    fromObjectId: 7,
    toObjectTypeId: '0-2',
    toObjectId: 8,
  }
  expect(named(generic)).toEqual(['ticket:7', 'company:8'])
  expect(named({ subscriptionType: 'object.propertyChange', objectTypeId: '0-19', objectId: 9 })).toEqual([
    'surveyResponse:9',
  ])
  expect(named({ subscriptionType: 'conversation.newMessage', objectId: 10 })).toEqual(['message:10'])
})

test('counts events of types that nothing is read for, and events that cannot be read, and goes on', () => {
  const reading = readEvents([
    { subscriptionType: 'product.creation', objectId: 1 },
    { subscriptionType: 'object.creation', objectTypeId: '2-123', objectId: 1 },
    { subscriptionType: 'contact.sneezed', objectId: 1 },
    { subscriptionType: 'contact.creation' },
    { subscriptionType: 'contact.creation', objectId: '1; drop table contact' },
    { subscriptionType: 'contact.creation', objectId: -1 },
    'no event',
    null,
    { subscriptionType: 'deal.creation', objectId: 2, occurredAt: 1e300 },
  ])
  expect(reading.records).toEqual([{ entity: 'deal', id: '2', event: 'changed', at: null }])
  expect(reading.unknown).toEqual({ 'product.creation': 1, 'object.creation': 1, 'contact.sneezed': 1 })
  expect(reading.unreadable).toBe(5)
  expect(() => readEvents({ subscriptionType: 'contact.creation', objectId: 1 })).toThrow('a list of events')
})

test('names the same records in whatever order events come, and however often', () => {
  const event = fc.record({
    subscriptionType: fc.constantFrom('contact.creation', 'contact.privacyDeletion', 'deal.propertyChange'),
    objectId: fc.integer({ min: 1, max: 3 }),
    occurredAt: fc.option(fc.integer({ min: at, max: at + 5 }), { nil: undefined }),
  })
  const sorted = (events: readonly unknown[]) =>
    readEvents(events).records.toSorted((one, other) =>
      `${one.entity}${one.id}` < `${other.entity}${other.id}` ? -1 : 1,
    )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (events, places) => {
      const order = events.map((one) => [places.next().value ?? 0, one] as const)
      const shuffled = order.toSorted(([one], [other]) => one - other).map(([, one]) => one)
      expect(sorted([...shuffled, ...events.slice(0, 4)])).toEqual(sorted(events))
    }),
  )
})
