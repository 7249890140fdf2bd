import type { CallRecord } from '@rapport/connector'
import { expect, test } from 'vitest'
import { CallCounter } from './call-counter.ts'

const call: CallRecord = {
  connection: 'crm',
  operation: 'list contacts',
  budget: 'general',
  effect: 'read',
  attempt: 1,
  outcome: 'ok',
  ms: 12,
}

test('Every call counts, retries too, and answers that say too much was asked count apart', () => {
  const calls = new CallCounter()
  calls.record(call)
  calls.record({ ...call, effect: 'write', outcome: 'rate' })
  calls.record({ ...call, effect: 'write', attempt: 2 })
  expect(calls).toMatchObject({ reads: 1, writes: 2, made: 3, throttled: 1 })
})
