import { expect, test } from 'vitest'
import { overlapMs } from './read-changes.ts'
import { digestOf, WindowContent } from './window-content.ts'

const start = Date.UTC(2026, 0, 1)
const at = (ms: number) => new Date(start + ms).toISOString()

test('What a window holds stays small, however densely records follow each other', () => {
  const content = new WindowContent(at(0))
  const perWindow = 10
  for (let record = 1; record <= 1_000; record += 1) {
    content.add(String(record), at((record * overlapMs) / perWindow))
  }
  expect(content.size).toBeLessThanOrEqual(2 * perWindow + 2)
})

test('A window is told by what lies within the overlap before its newest record', () => {
  const [far, near, newest] = [at(0), at(overlapMs), at(2 * overlapMs)] as const
  const content = new WindowContent(far)
  content.add('far', far)
  content.add('near', near)
  content.add('newest', newest)
  expect(content.digest()).toBe(
    digestOf(2, [
      ['near', near],
      ['newest', newest],
    ]),
  )
})

test('A window of a quarter of a million records at one moment has a digest', () => {
  const times = Array.from({ length: 250_000 }, (_, id) => [String(id), at(0)] as const)
  expect(digestOf(times.length, times)).toBe(digestOf(times.length, times.toReversed()))
})
