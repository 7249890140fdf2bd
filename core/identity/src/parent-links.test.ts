import { expect, test } from 'vitest'
import { leadingRecords, parentLinks } from './parent-links.ts'

test('Links come from the top down, whatever the order of the records', () => {
  expect(parentLinks([1, 2, null, 2])).toEqual([
    { parent: 2, child: 1 },
    { parent: 2, child: 3 },
    { parent: 1, child: 0 },
  ])
})

test('A circle is opened above its first record', () => {
  expect(parentLinks([2, 2, 3, 0])).toEqual([
    { parent: 0, child: 3 },
    { parent: 3, child: 2 },
    { parent: 2, child: 1 },
  ])
})

test('A company that is its own parent has none', () => {
  expect(parentLinks([0])).toEqual([])
})

test('The ultimate parent leads, with the record of the same company in another system', () => {
  const memberships = [0, 1, 2, 0].map((unit) => ({ unit, component: 0 }))
  const links = [
    { parent: 3, child: 2 },
    { parent: 2, child: 1 },
  ]
  expect(leadingRecords(links, memberships)).toEqual([true, false, false, true])
})

test('A record that is the same company as a subsidiary does not lead', () => {
  const memberships = [
    { unit: 0, component: 0 },
    { unit: 1, component: 0 },
    { unit: 0, component: 0 },
  ]
  expect(leadingRecords([{ parent: 1, child: 2 }], memberships)).toEqual([false, true, false])
})

test('Of companies that own each other by way of other systems, the first leads', () => {
  const memberships = [0, 1, 0, 1].map((unit) => ({ unit, component: 0 }))
  const links = [
    { parent: 0, child: 1 },
    { parent: 3, child: 2 },
  ]
  expect(leadingRecords(links, memberships)).toEqual([true, false, true, false])
})
