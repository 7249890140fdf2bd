import { setImmediate } from 'node:timers/promises'

/** So long the process does nothing else at most, in milliseconds. */
const longestMs = 20

/** The results of a work that only computes, in the order of the items. Between them others have their turn: there may be thousands. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = []
  let since = performance.now()
  for (const item of items) {
    results.push(work(item))
    if (performance.now() - since < longestMs) continue
    await setImmediate()
    since = performance.now()
  }
  return results
}
