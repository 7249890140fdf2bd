import { expect, test } from 'vitest'
import { loadTexts } from '../../messages/message.ts'
import { differenceInWords } from './difference-in-words.ts'

await loadTexts()

test('why two rules differ is told in the texts of the page', () => {
  const policy = { policy: 'rapport-fcr-7d@1', verdict: 'repeat_contact' }
  expect(differenceInWords({ reason: 'policy', values: policy, text: '' })).toBe(
    'rapport-fcr-7d@1: the customer came back with another ticket',
  )
  const counts = { n: 2, vendor: 'Zendesk', there: 1 }
  expect(differenceInWords({ reason: 'counts', values: counts, text: '' })).toBe(
    '2 public messages of agents here, Zendesk counts 1',
  )
  expect(differenceInWords({ reason: 'closed', values: { n: 1, repliers: 2 }, text: '' })).toBe(
    'closed once here, by 2 teammates who replied',
  )
})

test('a reason that the page does not know is told as the server does', () => {
  expect(differenceInWords({ reason: 'novelty', values: {}, text: 'for a new reason' })).toBe(
    'for a new reason',
  )
})
