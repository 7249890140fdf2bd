import { expect, test } from 'vitest'
import type { HubspotRecord } from '../objects.ts'
import { mergesOf } from './merges.ts'

const survivor = (properties: Record<string, string | null>): HubspotRecord => ({
  id: '1',
  properties,
  updatedAt: null,
  archivedAt: null,
  links: {},
})

test('merged ids and id:time pairs are joined, the time kept', () => {
  const record = survivor({
    hs_merged_object_ids: '4;5',
    hs_calculated_merged_vids: '5:1709294400000;6:1709294400000',
  })
  const at = '2024-03-01T12:00:00.000Z'
  expect(mergesOf(record)).toEqual([
    { type: 'merge', id: '4', into: '1' },
    { type: 'merge', id: '5', into: '1', at },
    { type: 'merge', id: '6', into: '1', at },
  ])
})

test('a survivor listed among its own merged ids is not merged into itself', () => {
  expect(mergesOf(survivor({ hs_calculated_merged_vids: '1:1709294400000' }))).toEqual([])
})

test('a record that nothing was merged into has no merges', () => {
  expect(mergesOf(survivor({ hs_merged_object_ids: null }))).toEqual([])
})
