/** Rows of one customer, up to this many, are sorted by insertion. */
const FEW = 32

type Days = Uint16Array | Int32Array
type Times = Uint32Array | null
type Amounts = Int32Array | Float64Array

/** Whether one row comes after another: by day, then time of the day, then amount. */
function isAfter(days: Days, times: Times, amounts: Amounts, left: number, right: number): boolean {
  const byDay = (days[left] ?? 0) - (days[right] ?? 0)
  if (byDay !== 0) return byDay > 0
  if (times !== null) {
    const byTime = (times[left] ?? 0) - (times[right] ?? 0)
    if (byTime !== 0) return byTime > 0
  }
  return (amounts[left] ?? 0) > (amounts[right] ?? 0)
}

function swap(days: Days, times: Times, amounts: Amounts, left: number, right: number): void {
  const day = days[left] ?? 0
  days[left] = days[right] ?? 0
  days[right] = day
  const amount = amounts[left] ?? 0
  amounts[left] = amounts[right] ?? 0
  amounts[right] = amount
  if (times === null) return
  const time = times[left] ?? 0
  times[left] = times[right] ?? 0
  times[right] = time
}

/**
 * Sorts the rows from `begin` up to `end` by day, time and amount, in place: by insertion where they are few, else by
 * heap, so that one customer with half of all rows (the till's "guest") costs no more than its share.
 */
export function sortSegment(days: Days, times: Times, amounts: Amounts, begin: number, end: number): void {
  if (end - begin <= FEW) {
    for (let row = begin + 1; row < end; row += 1) {
      for (let at = row; at > begin && isAfter(days, times, amounts, at - 1, at); at -= 1) {
        swap(days, times, amounts, at - 1, at)
      }
    }
    return
  }
  let sorted = begin + 1
  while (sorted < end && !isAfter(days, times, amounts, sorted - 1, sorted)) sorted += 1
  if (sorted === end) return
  const sink = (from: number, size: number): void => {
    let parent = from
    for (;;) {
      let child = 2 * parent + 1
      if (child >= size) return
      if (child + 1 < size && isAfter(days, times, amounts, begin + child + 1, begin + child)) child += 1
      if (!isAfter(days, times, amounts, begin + child, begin + parent)) return
      swap(days, times, amounts, begin + parent, begin + child)
      parent = child
    }
  }
  const size = end - begin
  for (let parent = (size >> 1) - 1; parent >= 0; parent -= 1) sink(parent, size)
  for (let last = size - 1; last > 0; last -= 1) {
    swap(days, times, amounts, begin, begin + last)
    sink(0, last)
  }
}
