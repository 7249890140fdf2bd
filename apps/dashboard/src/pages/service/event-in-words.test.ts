import { expect, test } from 'vitest'
import { loadTexts } from '../../messages/message.ts'
import { eventInWords } from './event-in-words.ts'

await loadTexts()

test('a status of the source begins like one of ours, whichever it is', () => {
  const event = { event: 'status open → pending', type: 'status', values: { from: 'open', to: 'pending' } }
  expect(eventInWords(event)).toBe('status Open → Pending')
})

test('an event that the page does not know is told as the server does', () => {
  expect(eventInWords({ event: 'a new thing', type: 'novelty', values: {} })).toBe('a new thing')
})
