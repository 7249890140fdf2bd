import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Explanation, explain } from './explain.ts'
import { openTestWorkspace, type TestWorkspace, wonDeal } from './testing/workspace.ts'

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const { crm } = opened
  crm.give('contact', [
    { id: 'ann', name: 'Ann Example', emails: ['ann@example.com'] },
    { id: 'ann2', name: 'A. Example', emails: ['ANN@example.com'] },
    { id: 'ben', name: 'Ben' },
  ])
  crm.give('deal', [
    wonDeal('d1', 'ann', 80, '2026-03-01T09:00:00Z'),
    wonDeal('d2', 'ann2', 20, '2026-03-01T15:00:00Z'),
    { ...wonDeal('d3', 'ann', 50, '2026-06-30T21:59:59.500Z'), contacts: [{ id: 'ann' }, { id: 'ben' }] },
    { ...wonDeal('d4', 'ann', 0, '2026-05-01T12:00:00Z'), amount: null },
    wonDeal('d5', 'ann', -30, '2026-04-01T12:00:00Z'),
    wonDeal('later', 'ann', 7, '2026-06-30T22:00:00Z'),
  ])
  await opened.sync()
})
afterAll(() => opened[Symbol.asyncDispose]())

const explained = async (entity: 'contact' | 'deal', id: string): Promise<Explanation> => {
  const found = await explain(opened.workspace, { connection: 'crm', entity, id })
  if (found === null) throw new Error(`nothing is known of ${id}`)
  return found
}

test('A customer is explained from the score down to the deals', async () => {
  const { identity, score, model, occasions } = await explained('contact', 'ann')
  expect(identity.members.map(({ record }) => record)).toEqual(['crm/contact:ann', 'crm/contact:ann2'])
  expect(score).toMatchObject({
    policy: 'historic@1',
    asOf: '2026-06-30T21:59:59.000Z',
    n: 3,
    values: {
      clv: { value: 120, policy: 'historic@1' },
      orders: { value: 3, policy: 'plain@1' },
      historic_value: { value: 120, policy: 'historic@1' },
      average_order_value: { value: 75, policy: 'plain@1' },
    },
    explanation: { outcome: 'historic', unknownAmounts: 1, setAside: 1 },
  })
  expect(model).toEqual({
    outcome: 'historic',
    reason: null,
    parameters: null,
    spendParameters: null,
    candidates: [],
  })
  const repeat = { kind: 'repeat', converted: [] }
  expect(occasions).toEqual([
    {
      day: '2026-03-01',
      amount: '100',
      deals: ['crm/deal:d1', 'crm/deal:d2'],
      setAside: false,
      ...repeat,
    },
    { day: '2026-04-01', amount: '-30', deals: ['crm/deal:d5'], setAside: true, ...repeat },
    { day: '2026-05-01', amount: null, deals: ['crm/deal:d4'], setAside: false, ...repeat },
    { day: '2026-06-30', amount: '50', deals: ['crm/deal:d3'], setAside: false, ...repeat },
  ])
})

test('The lines say the same to people', async () => {
  const { lines, score } = await explained('contact', 'ann')
  expect(lines[0]).toMatch(/^Ann Example \(customer \d+\)$/)
  expect(lines[1]).toBe(score?.why)
  expect(lines).toEqual(
    expect.arrayContaining([
      'As of 2026-06-30:',
      '  Customer lifetime value        120.00 EUR       clv, historic@1',
      '  Orders                         3                orders, plain@1',
      '  Probability of being active    not enough data  probability_alive, historic@1',
      '  First order                     2026-03-01',
      '  Orders of unknown amount        1',
      'Model: historic: set in rapport.yaml, not compared with others',
      'Purchases (4):',
      '  2026-03-01         100 EUR  crm/deal:d1, crm/deal:d2',
      '  2026-04-01         -30 EUR  crm/deal:d5  set aside: below 0',
      '  2026-05-01  amount unknown  crm/deal:d4',
      'Records of this customer:',
    ]),
  )
  expect(lines.join('\n')).toMatch(/crm\/deal:d3 counts for crm\/contact:ann .*also linked: crm\/contact:ben/)
})

test('A deal and another record of the customer lead to the same explanation', async () => {
  const { record: _, lines, ...byContact } = await explained('contact', 'ann')
  for (const other of [await explained('contact', 'ann2'), await explained('deal', 'd3')]) {
    expect(other).toMatchObject({ score: byContact.score, occasions: byContact.occasions })
    expect(other.lines.slice(1)).toEqual(lines.slice(1))
  }
})

test('A customer without orders is not scored, and an unknown record is not explained', async () => {
  const ben = await explained('contact', 'ben')
  expect(ben).toMatchObject({ score: null, occasions: [] })
  expect(ben.lines.join()).toContain('No won deal counts, so nothing is known of the value')
  expect(await explain(opened.workspace, { connection: 'crm', entity: 'contact', id: 'zoe' })).toBeNull()
})
