/**
 * What several sources give, as it comes, each asked for its next item only after the last one was taken. Ends when all have
 * ended; where one fails or the reader leaves, the others are closed.
 */
export async function* merged<Item>(sources: readonly AsyncIterator<Item>[]): AsyncGenerator<Item> {
  const waiting = new Map(sources.map((source, index) => [index, next(source, index)] as const))
  try {
    while (waiting.size > 0) {
      const { index, source, result } = await Promise.race(waiting.values())
      if (result.done === true) {
        waiting.delete(index)
        continue
      }
      yield result.value
      waiting.set(index, next(source, index))
    }
  } finally {
    // Nobody waits for what they were about to give: it must not fail unheard.
    for (const pending of waiting.values()) pending.catch(() => {})
    await Promise.allSettled([...waiting.keys()].map((index) => sources[index]?.return?.()))
  }
}

async function next<Item>(source: AsyncIterator<Item>, index: number) {
  return { index, source, result: await source.next() }
}
