import { expect, test } from 'vitest'
import { Commits } from './commits.ts'

/** Commits whose ends the test decides. */
function held() {
  const begun: string[] = []
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()
  return {
    begun,
    commit: (name: string) => () => {
      begun.push(name)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      ends.set(name, { resolve, reject })
      return promise
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)?.resolve()
      await settled()
    },
    fail: async (name: string): Promise<void> => {
      ends.get(name)?.reject(new Error(`${name} failed`))
      await settled()
    },
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const ids = (...list: string[]): ReadonlySet<string> => new Set(list)

test('two commits of different records are under way at once, and a third waits', async () => {
  const commits = new Commits()
  const { begun, commit, end } = held()
  await commits.next(ids('1'), commit('a'))
  await commits.next(ids('2'), commit('b'))
  const third = commits.next(ids('3'), commit('c'))
  await settled()
  expect(begun).toEqual(['a', 'b'])
  await end('b')
  await third
  expect(begun).toEqual(['a', 'b', 'c'])
})

test('a commit waits for one that stores a record of it, and one with a checkpoint for all', async () => {
  const commits = new Commits()
  const { begun, commit, end } = held()
  await commits.next(ids('1', '2'), commit('a'))
  const same = commits.next(ids('2', '3'), commit('b'))
  await settled()
  expect(begun).toEqual(['a'])
  await end('a')
  await same
  const checkpoint = commits.next(null, commit('checkpoint'))
  await settled()
  expect(begun).toEqual(['a', 'b'])
  await end('b')
  await checkpoint
  const after = commits.next(ids('9'), commit('c'))
  await settled()
  expect(begun).toEqual(['a', 'b', 'checkpoint'])
  await end('checkpoint')
  await after
})

test('after one that failed no other is begun, and whoever waits is told', async () => {
  const commits = new Commits()
  const { begun, commit, fail, end } = held()
  await commits.next(ids('1'), commit('a'))
  await commits.next(ids('2'), commit('b'))
  await fail('a')
  await expect(commits.next(ids('3'), commit('c'))).rejects.toThrow('a failed')
  await end('b')
  await expect(commits.done()).rejects.toThrow('a failed')
  expect(begun).toEqual(['a', 'b'])
})
