import { expect, it } from 'vitest'
import { rejectData } from './print-rejects.ts'

it('a record that was set aside is data in one shape', () => {
  const reject = {
    id: 3,
    stage: 'extract',
    connection: 'hubspot',
    entity: 'deal',
    record_id: '77',
    reason: 'amount: is no number',
    raw: { amount: 'a lot' },
    tries: 2,
    first_at: new Date(0),
    last_at: new Date(1000),
    resolved_at: null,
    expires_at: null,
  } as const
  expect(rejectData(reject)).toEqual({
    record: 'hubspot/deal:77',
    stage: 'extract',
    reason: 'amount: is no number',
    tries: 2,
    firstAt: new Date(0),
    lastAt: new Date(1000),
    raw: { amount: 'a lot' },
  })
})
