import { expect, test } from 'vitest'
import { channelOf, isMerge, isRule, relationOf } from './via.ts'

test.each([
  [{ channel: 'email' }, 'email'],
  ['Mail', 'email'],
  [{ channel: 4 }, 'email'],
  ['Web form', 'form'],
  [{ channel: 'web' }, 'form'],
  ['Web service', 'api'],
  [{ channel: 'chat' }, 'chat'],
  [{ channel: 'native_messaging' }, 'messaging'],
  [{ channel: 'whatsapp' }, 'messaging'],
  [{ channel: 'voice' }, 'call'],
  ['Phone call (inbound)', 'call'],
  [{ channel: 35 }, 'call'],
  [{ channel: 'any_channel' }, 'any_channel'],
  [null, null],
])('%j is the channel %s', (via, channel) => {
  expect(channelOf(via)).toBe(channel)
})

test('rules and merges are told in every spelling', () => {
  expect(['Rule', 8, { channel: 'rule', source: { rel: 'trigger' } }].map(isRule)).toEqual([true, true, true])
  expect(['Merge', 19, { channel: 'web', source: { rel: 'merge' } }].map(isMerge)).toEqual([true, true, true])
  expect(relationOf('Rule')).toBeNull()
})
