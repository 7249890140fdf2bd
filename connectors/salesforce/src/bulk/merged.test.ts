import { expect, test } from 'vitest'
import { merged } from './merged.ts'

async function* counting(name: string, to: number, closed: string[] = []): AsyncGenerator<string> {
  try {
    for (let number = 1; number <= to; number++) yield `${name}${number}`
  } finally {
    closed.push(name)
  }
}

test('everything that the sources give comes, each source in its order', async () => {
  const items: string[] = []
  for await (const item of merged([counting('a', 3), counting('b', 2)])) items.push(item)
  expect(items.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  expect(items.filter((item) => item.startsWith('b'))).toEqual(['b1', 'b2'])
})

test('a reader that leaves closes all sources', async () => {
  const closed: string[] = []
  for await (const _item of merged([counting('a', 3, closed), counting('b', 3, closed)])) break
  expect(closed.toSorted()).toEqual(['a', 'b'])
})

test('a source that fails closes the others, and its failure is told', async () => {
  const closed: string[] = []
  // biome-ignore lint/correctness/useYield: it fails before it gives anything
  async function* failing(): AsyncGenerator<string> {
    throw new Error('broken')
  }
  const reading = async (): Promise<void> => {
    for await (const _item of merged([counting('a', 100, closed), failing()]));
  }
  await expect(reading()).rejects.toThrow('broken')
  expect(closed).toEqual(['a'])
})

test('nobody is asked for more than was taken, but for one item ahead', async () => {
  let given = 0
  async function* noting(): AsyncGenerator<number> {
    for (;;) yield ++given
  }
  const items = merged([noting()])
  for (let taken = 1; taken <= 5; taken++) {
    await items.next()
    expect(given).toBeLessThanOrEqual(taken + 1)
  }
  await items.return(undefined)
})
