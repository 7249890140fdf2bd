import { expect, test } from 'vitest'
import { parseSearch, stringifySearch } from './search-text.ts'

test('an address is read as texts, and several of one name as a list', () => {
  expect(parseSearch('?q=1&segment=new&segment=lost')).toEqual({ q: '1', segment: ['new', 'lost'] })
})

test('what is not set is not written', () => {
  expect(stringifySearch({ q: 'a b', segment: ['new', 'lost'], sort: undefined, cursor: '' })).toBe(
    '?q=a+b&segment=new&segment=lost',
  )
  expect(stringifySearch({})).toBe('')
})
