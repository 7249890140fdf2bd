import { expect, it } from 'vitest'
import { makeId, normaliseId } from './ids.ts'

it('completes ids of 15 characters as Salesforce does', () => {
  expect(normaliseId('0015000000VALDt')).toBe('0015000000VALDtAAP')
  expect(normaliseId('0015000000VALDtAAP')).toBe('0015000000VALDtAAP')
})

it('refuses what is no id', () => {
  expect(['', 'nonsense', '0015000000VALDtAAA', '0015000000VALD!'].map(normaliseId)).toEqual([
    null,
    null,
    null,
    null,
  ])
})

it('makes ids that sort in the order of their numbers', () => {
  const ids = [1, 9, 10, 35, 36, 61, 62, 63, 3_844, 1_000_000].map((serial) => makeId('006', serial))
  expect(ids.toSorted()).toEqual(ids)
  expect(ids.map(normaliseId)).toEqual(ids)
})
