import { distinctRows } from '../distinct-rows.ts'

/** Rows in descending order of a key; rows with equal keys form a run, in which no order is meant. */
export interface Ranking {
  readonly order: Uint32Array
  /** Where each run begins; the next begins where it ends. One more entry at the end: the number of rows. */
  readonly runs: Uint32Array
}

/** The place of a value among ascending ones that contain it. */
function placeOf(value: number, ascending: Float64Array): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** −0 and 0 are one key; an unknown one comes last. */
const sortable = (key: number): number => (Number.isNaN(key) ? -Infinity : key + 0)

/** Ranks rows by a key from high to low, rows with an unknown key (NaN) last. */
export function rankRows(keys: Float64Array): Ranking {
  // Customers who bought alike share their key, so only the distinct keys are sorted.
  const distinct = distinctRows([keys.map(sortable)])
  const values = Float64Array.from(distinct.first, (row) => sortable(keys[row] ?? Number.NaN))
  const ascending = values.slice().sort()
  const runOf = Uint32Array.from(values, (value) => ascending.length - 1 - placeOf(value, ascending))
  const runs = new Uint32Array(distinct.count + 1)
  runOf.forEach((run, place) => {
    runs[run + 1] = distinct.size[place] ?? 0
  })
  for (let run = 1; run < runs.length; run += 1) runs[run] = (runs[run] ?? 0) + (runs[run - 1] ?? 0)
  const next = runs.slice()
  const order = new Uint32Array(keys.length)
  for (let row = 0; row < keys.length; row += 1) {
    const run = runOf[distinct.of[row] ?? 0] ?? 0
    const place = next[run] ?? 0
    order[place] = row
    next[run] = place + 1
  }
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
