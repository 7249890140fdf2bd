import { expect, test } from 'vitest'
import { findComponents, type HeldKey } from './components.ts'

const email = (value: string): HeldKey => ({ kind: 'email', value, blocked: false })
const phone = (value: string): HeldKey => ({ kind: 'phone', value, blocked: false })

/** Places records named 0, 1, 2, … that hold the keys. */
function place(
  keys: readonly (readonly HeldKey[])[],
  options: {
    merges?: [number, number][]
    splits?: [number, number][]
    /** Parent by child. */
    parents?: Record<number, number>
    maxComponent?: number
  } = {},
) {
  const decisions = (pairs: [number, number][] = []) =>
    pairs.map(([left, right]) => ({ left, right, by: 'Ann' }))
  return findComponents({
    records: keys.map((held, position) => ({ name: `r${position}`, title: null, keys: held })),
    merges: decisions(options.merges),
    splits: decisions(options.splits),
    parents: keys.map((_, position) => options.parents?.[position] ?? null),
    maxComponent: options.maxComponent ?? 50,
  })
}

const componentsOf = (...args: Parameters<typeof place>) => place(...args).map(({ component }) => component)

test('Records that share a key directly or by way of others are one customer', () => {
  expect(componentsOf([[email('a')], [email('b')], [email('a'), phone('1')], [phone('1')]])).toEqual([
    0, 1, 0, 0,
  ])
})

test('Every link says the strongest thing shared, and with whom', () => {
  const reasons = place([[email('a'), phone('1')], [phone('1'), email('a')], [phone('1')], []]).map(
    ({ reason }) => reason,
  )
  expect(reasons).toEqual(['same e-mail a as r1', 'same e-mail a as r0', 'same phone 1 as r0', 'only record'])
})

test('A key that too many share links nobody and is named', () => {
  const shared: HeldKey = { ...phone('1'), blocked: true }
  const placed = place([[shared], [shared, email('a')], [email('a')]], { maxComponent: 2 })
  expect(placed.map(({ component }) => component)).toEqual([0, 1, 1])
  expect(placed.map(({ setAside }) => setAside)).toEqual([
    'more than 2 records share phone 1: it joins none of them',
    'more than 2 records share phone 1: it joins none of them',
    null,
  ])
})

test('A component that grows past the limit is taken apart, all but merges by hand', () => {
  const chain = [[email('a')], [email('a'), email('b')], [email('b'), email('c')], [email('c')]]
  const placed = place(chain, { maxComponent: 3, merges: [[2, 3]] })
  expect(placed.map(({ component }) => component)).toEqual([0, 1, 2, 2])
  expect(placed[0]?.setAside).toBe(
    'what it shares would join more than 3 records, most of them by e-mail a: none was joined',
  )
  expect(placed.map(({ reason }) => reason)).toEqual([
    'only record',
    'only record',
    'joined with r3 by Ann',
    'joined with r2 by Ann',
  ])
})

test('A split cuts at the weakest link on the way', () => {
  const path = [[email('a')], [email('a'), phone('1')], [phone('1'), email('b')], [email('b')]]
  expect(componentsOf(path, { splits: [[0, 3]] })).toEqual([0, 0, 2, 2])
})

test('Of holders of one key, a split leaves the others with the first', () => {
  const same = [[email('a')], [email('a')], [email('a')]]
  expect(componentsOf(same, { splits: [[0, 1]] })).toEqual([0, 1, 0])
})

test('A record that was split from the first holder still joins the next', () => {
  const same = [[email('a')], [email('a')], [email('a')]]
  expect(
    componentsOf(same, {
      splits: [
        [0, 1],
        [0, 2],
      ],
    }),
  ).toEqual([0, 1, 1])
})

test('A split is never crossed by merges by hand', () => {
  const merges: [number, number][] = [
    [0, 1],
    [1, 2],
  ]
  expect(componentsOf([[], [], []], { merges, splits: [[0, 2]] })).toEqual([0, 0, 2])
})

test('A split can bring a component below the limit', () => {
  const chain = [[email('a')], [email('a'), phone('1')], [phone('1'), email('b')], [email('b')]]
  expect(componentsOf(chain, { maxComponent: 3, splits: [[1, 2]] })).toEqual([0, 0, 2, 2])
})

test('Subsidiaries are one customer with their ultimate parent, through all levels', () => {
  const placed = place([[], [], [], []], { parents: { 1: 0, 2: 1 } })
  expect(placed.map(({ component }) => component)).toEqual([0, 0, 0, 3])
  expect(placed.map(({ reason }) => reason)).toEqual([
    'parent of r1',
    'subsidiary of r0',
    'subsidiary of r1',
    'only record',
  ])
  expect(placed.map(({ leads }) => leads)).toEqual([true, false, false, true])
})

test('A group may have more subsidiaries than records can share a key', () => {
  const placed = place([[], [], [], []], { parents: { 1: 0, 2: 0, 3: 0 }, maxComponent: 2 })
  expect(placed.map(({ component, setAside }) => [component, setAside])).toEqual(Array(4).fill([0, null]))
})

test('What is taken apart by the limit keeps its parents', () => {
  const same = [[], [email('a')], [email('a')], [email('a')]]
  const placed = place(same, { parents: { 1: 0 }, maxComponent: 2 })
  expect(placed.map(({ component }) => component)).toEqual([0, 0, 2, 3])
})

test('A split between a company and its ultimate parent leaves the one between with the parent', () => {
  expect(componentsOf([[], [], []], { parents: { 0: 1, 1: 2 }, splits: [[0, 2]] })).toEqual([0, 1, 1])
})

test('A company that was split from its parent keeps its own subsidiaries', () => {
  expect(componentsOf([[], [], []], { parents: { 1: 0, 2: 1 }, splits: [[0, 1]] })).toEqual([0, 1, 1])
})

test('A shared key does not bring a subsidiary back that was split from its parent', () => {
  const placed = place([[], [email('a')], [email('a')]], { parents: { 1: 0, 2: 0 }, splits: [[0, 1]] })
  expect(placed.map(({ component }) => component)).toEqual([0, 1, 0])
})
