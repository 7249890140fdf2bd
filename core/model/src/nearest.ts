/**
 * The candidate that was probably meant by `name`, or null where none is close. Case, `_` and `-` do not count, so
 * `time_zone` finds `timezone`; beyond that about one slip per three letters is forgiven.
 *
 * @example
 * nearest('conector', ['connector', 'auth']) // 'connector'
 */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const [left, right] = [plain(name), plain(candidate)]
    const distance = editDistance(left, right)
    const forgiven = Math.max(1, Math.floor(Math.max(left.length, right.length) / 3))
    // A single letter is one slip away from every other: that is no likeness.
    if (distance <= forgiven && distance < Math.max(left.length, right.length) && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s_-]/g, '')
}

/**
 * How many insertions, deletions, substitutions and swaps of neighbours turn one text into the other: the optimal string
 * alignment distance (Damerau 1964, Levenshtein 1966; three-row form of Wagner and Fischer 1974).
 */
export function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      )
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (swapped) cost = Math.min(cost, at(beforePrevious, column - 2) + 1)
      current.push(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return at(previous, right.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
