import { setTimeout } from 'node:timers/promises'
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

/** Whatever is under way in the background and rests a moment has gone on. */
const settled = () => setTimeout(50)

/** A cache, and a way to ask it that gives the answer. */
function openTold() {
  let now = 0
  const cache = new AnswerCache(lookups(), () => now)
  return {
    wait: (milliseconds: number) => {
      now += milliseconds
    },
    told: (query: string, compute: () => Promise<string>, version = '1') =>
      cache.answer(query, version, compute),
  }
}

test('an answer is kept by its query and the version of the data, and for no longer than five minutes', async () => {
  const { ask, wait } = openCache()
  expect([await ask(['a', null]), await ask(['a', null])]).toEqual(['computed', 'kept'])
  expect([await ask(['a', ['desk/agent:1']]), await ask(['a', null])]).toEqual(['computed', 'kept'])
  expect([await ask(['a', null], '2'), await ask(['a', null], '2')]).toEqual(['computed', 'kept'])
  wait(300_001)
  expect(await ask(['a', null], '2')).toBe('computed')
})

test('who asks for an answer of more than a minute is not kept waiting: it is made anew for those who ask next', async () => {
  const { told, wait } = openTold()
  expect(await told('a', async () => 'first')).toBe('first')
  wait(60_001)
  expect(await told('a', async () => 'second')).toBe('first')
  await settled()
  expect(await told('a', async () => 'third')).toBe('second')
  wait(60_000)
  await told('a', async () => 'third')
  await settled()
  expect(await told('a', async () => 'fourth')).toBe('second')
})

test('answers are made anew one after the other, each once, however many ask for it', async () => {
  const { told, wait } = openTold()
  let underWay = 0
  const made: string[] = []
  const compute = (query: string) => async () => {
    underWay += 1
    made.push(`${query} ${underWay}`)
    await settled()
    underWay -= 1
    return query
  }
  for (const query of ['a', 'b', 'c']) await told(query, compute(query))
  wait(60_001)
  made.length = 0
  await Promise.all(['a', 'b', 'c', 'a', 'b', 'c'].map((query) => told(query, compute(query))))
  while (made.length < 3 || underWay > 0) await settled()
  await settled()
  expect(made).toEqual(['a 1', 'b 1', 'c 1'])
})

test('an answer that cannot be made anew is kept, tried again, and its error told once it is too old', async () => {
  const { told, wait } = openTold()
  const fails = () => Promise.reject(new Error('no'))
  await told('a', async () => 'first')
  wait(60_001)
  expect(await told('a', fails)).toBe('first')
  await settled()
  expect(await told('a', async () => 'second')).toBe('first')
  await settled()
  expect(await told('a', fails)).toBe('second')
  wait(300_001)
  await expect(told('a', fails)).rejects.toThrow('no')
})

test('an answer of other data is not put in the place of one that was made since', async () => {
  const { told, wait } = openTold()
  await told('a', async () => 'first')
  wait(60_001)
  let finish = (_: string): void => {}
  await told('a', () => new Promise<string>((resolve) => (finish = resolve)))
  await settled()
  expect(await told('a', async () => 'of the new data', '2')).toBe('of the new data')
  finish('of the old data')
  await settled()
  expect(await told('a', async () => 'never asked', '2')).toBe('of the new data')
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
