import { expect, test } from 'vitest'
import { compareIds } from './record-order.ts'

test('Ids are ordered as people count them, whatever their length', () => {
  const ids = ['b', '10', '9', '90071992547409930', '90071992547409929', '007', 'a10', 'a9']
  expect(ids.sort(compareIds)).toEqual([
    '007',
    '9',
    '10',
    '90071992547409929',
    '90071992547409930',
    'a10',
    'a9',
    'b',
  ])
})
