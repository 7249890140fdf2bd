import { expect, test } from 'vitest'
import { shownStars } from './shown-stars.ts'

test.each([
  [4.3, 12, { rating: 4.3, count: 12 }],
  [0, 0, { rating: null, count: 0 }],
  [undefined, 7, { rating: null, count: 7 }],
  [4.5, 'many', { rating: 4.5, count: null }],
  [10, 2.5, null],
  [undefined, undefined, null],
])('%s stars from %s ratings are shown as %o', (rating, count, shown) => {
  expect(shownStars({ rating, count })).toEqual(shown && { scaleMin: 1, scaleMax: 5, ...shown })
})
