import { expect, it } from 'vitest'
import { editDistance, nearest } from './nearest.ts'

it('finds the name with one slip', () => {
  expect(nearest('conector', ['auth', 'connector', 'settings'])).toBe('connector')
})

it('does not mind case, underscores and hyphens', () => {
  expect(nearest('Time_Zone', ['currency', 'timezone'])).toBe('timezone')
})

it('prefers the closest of several', () => {
  expect(nearest('clv_lo', ['clv_high', 'clv', 'clv_low'])).toBe('clv_low')
})

it('finds nothing where nothing is close', () => {
  expect(nearest('colour', ['auth', 'connector', 'settings'])).toBeNull()
})

it('does not take one letter for another', () => {
  expect(nearest('a', ['b'])).toBeNull()
})

it('counts a swap of neighbours as one slip', () => {
  expect(editDistance('hubsopt', 'hubspot')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
})
