/** Rows in descending order of a key; rows with equal keys form a run, in which no order is meant. */
export interface Ranking {
  readonly order: Uint32Array
  /** Where each run begins; the next begins where it ends. One more entry at the end: the number of rows. */
  readonly runs: Uint32Array
}

/** Ranks rows by a key from high to low. */
export function rankRows(keys: Float64Array): Ranking {
  // Customers who bought alike share their key, so that sorting the distinct keys and counting is several times faster.
  const counts = new Map<number, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  const runs = new Uint32Array(counts.size + 1)
  const nextPlace = new Map<number, number>()
  let start = 0
  Float64Array.from(counts.keys())
    .sort()
    .reverse()
    .forEach((key, run) => {
      runs[run] = start
      nextPlace.set(key, start)
      start += counts.get(key) ?? 0
    })
  runs[counts.size] = start
  const order = new Uint32Array(keys.length)
  keys.forEach((key, row) => {
    const place = nextPlace.get(key) ?? 0
    order[place] = row
    nextPlace.set(key, place + 1)
  })
  return { order, runs }
}

/** The middle rank of each row, from 0 for the highest key to the number of rows; equal keys share theirs. */
export function middleRanks(keys: Float64Array): Float64Array {
  const { order, runs } = rankRows(keys)
  const ranks = new Float64Array(keys.length)
  for (let run = 0; run + 1 < runs.length; run += 1) {
    const [start, end] = [runs[run] ?? 0, runs[run + 1] ?? 0]
    for (let place = start; place < end; place += 1) ranks[order[place] ?? 0] = (start + end) / 2
  }
  return ranks
}
