import { describe, expect, test } from 'vitest'
import { PALETTE } from './page-style.ts'

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (first: string, second: string): number => {
  const [high = 0, low = 0] = [luminance(first), luminance(second)].sort((left, right) => right - left)
  return (high + 0.05) / (low + 0.05)
}

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const { paper, grid, ...colours } = PALETTE[scheme]
  test.each(Object.entries(colours))('%s stands out from the paper by 4.5 : 1', (_, colour) => {
    expect(contrast(colour, paper)).toBeGreaterThanOrEqual(4.5)
  })
  test('the grid stays behind the data', () => {
    expect(contrast(grid, paper)).toBeLessThan(2)
  })
})
