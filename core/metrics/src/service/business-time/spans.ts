/** A stretch of time from `from` up to, not including, `to`; the unit is that of the list it stands in. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The same time as spans in order, apart from each other and none of them empty. */
export function unionOfSpans(spans: readonly Span[]): Span[] {
  const union: Span[] = []
  let last: { from: number; to: number } | null = null
  for (const { from, to } of inOrder(spans)) {
    if (to <= from) continue
    if (last !== null && from <= last.to) {
      last.to = Math.max(last.to, to)
    } else {
      last = { from, to }
      union.push(last)
    }
  }
  return union
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  for (let index = 1; index < spans.length; index += 1) {
    const [before, after] = [spans[index - 1], spans[index]]
    if (before !== undefined && after !== undefined && after.from < before.from) {
      return spans.toSorted((left, right) => left.from - right.from)
    }
  }
  return spans
}

/** What is left of a union of spans when others are taken away; in order. */
export function spansWithout(spans: readonly Span[], removed: readonly Span[]): Span[] {
  const holes = unionOfSpans(removed)
  const left: Span[] = []
  let hole = 0
  for (const { from, to } of unionOfSpans(spans)) {
    let start = from
    for (let next = holes[hole]; next !== undefined && next.from < to; next = holes[hole]) {
      if (start < next.from) left.push({ from: start, to: next.from })
      start = Math.max(start, next.to)
      // A hole that reaches further may take from the next span too.
      if (next.to > to) break
      hole += 1
    }
    if (start < to) left.push({ from: start, to })
  }
  return left
}

/** What two unions of spans share; in order. */
export function sharedSpans(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spansWithout(spans, spansWithout(spans, others))
}

/** The part of each span that lies in the limits; those outside are left out. */
export function clippedSpans(spans: readonly Span[], limits: Span): Span[] {
  return spans
    .map(({ from, to }) => ({ from: Math.max(from, limits.from), to: Math.min(to, limits.to) }))
    .filter(({ from, to }) => from < to)
}
