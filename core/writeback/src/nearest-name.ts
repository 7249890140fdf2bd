/** The name that needs the fewest single-letter changes to become the given one (Levenshtein 1966). */
export function nearestName(given: string, names: readonly string[]): string | null {
  let best: string | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const name of names) {
    const changes = editDistance(given.toLowerCase(), name)
    if (changes < fewest) {
      best = name
      fewest = changes
    }
  }
  return best
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (let column = 1; column <= to.length; column++) {
      const above = row[column] ?? 0
      const diagonal = row[column - 1] ?? 0
      const left = next[column - 1] ?? 0
      next.push(Math.min(above + 1, left + 1, diagonal + (letter === to[column - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[to.length] ?? 0
}
