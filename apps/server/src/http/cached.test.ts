import { Counter } from 'prom-client'
import { expect, test } from 'vitest'
import { AnswerCache } from './cached.ts'

const lookups = () => new Counter({ name: 'lookups', help: 'x', labelNames: ['outcome'], registers: [] })

/** A cache that holds so many characters, and a way to ask it that says whether the answer was there. */
function openCache(most?: number) {
  let now = 0
  const cache = new AnswerCache(lookups(), () => now, most)
  return {
    wait: (milliseconds: number) => {
      now += milliseconds
    },
    ask: async (query: unknown, version = '1', value: unknown = 'x'): Promise<'kept' | 'computed'> => {
      let wasComputed = false
      await cache.answer(query, version, async () => {
        wasComputed = true
        return value
      })
      return wasComputed ? 'computed' : 'kept'
    },
  }
}

test('an answer is kept by its query and the version of the data, and for no longer than a minute', async () => {
  const { ask, wait } = openCache()
  expect([await ask(['a', null]), await ask(['a', null])]).toEqual(['computed', 'kept'])
  expect([await ask(['a', ['desk/agent:1']]), await ask(['a', null])]).toEqual(['computed', 'kept'])
  expect([await ask(['a', null], '2'), await ask(['a', null], '2')]).toEqual(['computed', 'kept'])
  wait(60_001)
  expect(await ask(['a', null], '2')).toBe('computed')
})

test('answers that are large together make room: those not asked for longest go first', async () => {
  const { ask } = openCache(1_000)
  const large = 'x'.repeat(400)
  for (const query of ['a', 'b']) await ask(query, '1', large)
  expect(await ask('a', '1', large)).toBe('kept')
  await ask('c', '1', large)
  expect([await ask('a', '1', large), await ask('c', '1', large)]).toEqual(['kept', 'kept'])
  expect(await ask('b', '1', large)).toBe('computed')
  // One that is larger than all may be together is answered and not kept, and takes nothing of the count with it.
  expect([await ask('huge', '1', 'x'.repeat(2_000)), await ask('huge', '1', 'y')]).toEqual([
    'computed',
    'computed',
  ])
  expect([await ask('a', '1', large), await ask('a', '1', large)]).toEqual(['computed', 'kept'])
})

test('a failure is told to who waits for it, and not kept', async () => {
  const cache = new AnswerCache(lookups(), () => 0)
  await expect(cache.answer('a', '1', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await cache.answer('a', '1', async () => 'yes')).toBe('yes')
})
