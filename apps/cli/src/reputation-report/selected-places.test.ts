import type { ReviewedPlace } from '@rapport/run'
import { expect, test } from 'vitest'
import { findPlace } from './selected-places.ts'

const place = (placeId: string, name: string): ReviewedPlace => ({
  ...{ place: `google/place:${placeId}`, connection: 'google', placeId, name, brand: null },
  ...{ company: null, companyName: null, reason: null },
})

test('a place is found by its id and by its name, upper and lower case being one', () => {
  const places = [place('1', 'Kafka'), place('2', 'Other')]
  for (const sought of ['google/1', 'google/place:1', '1', ' KAFKA'])
    expect(findPlace(places, sought).placeId).toBe('1')
})

test('ids of places that share a name cannot steer the terminal', () => {
  const places = [place('1\u001b[2J', 'Kafka'), place('2', 'Kafka')]
  expect(() => findPlace(places, 'Kafka')).toThrow(
    'several places are called Kafka: write google/1 [2J or google/2',
  )
})
