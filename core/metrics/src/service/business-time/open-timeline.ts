import type { Span } from './spans.ts'
import { MS_PER_DAY } from './zone-clock.ts'

/** Whole weeks, about a year: what is compiled at a time. */
const DAYS_PER_BLOCK = 364
const MS_PER_BLOCK = DAYS_PER_BLOCK * MS_PER_DAY

/** The years that have four digits: 0000-01-01 to 9999-12-31. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00Z')
const LAST_MS = Date.parse('+010000-01-01T00:00:00Z')

/** The open spans of one block as columns, with one behind them that never starts. */
interface OpenBlock {
  readonly startMs: number
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** Open milliseconds before each span, from where the timeline's count starts. */
  readonly openBefore: Float64Array
  /** By UTC day of the block: the first span that ends after the day has begun. */
  readonly firstOfDay: Int32Array
  readonly openAtStart: number
  readonly openAtEnd: number
}

/**
 * The open time of one schedule as a running sum. Blocks of about a year are compiled when they are first asked for and stay
 * next to each other, so that a question costs two look-ups however far apart its ends lie.
 */
export class OpenTimeline {
  readonly #openSpans: (limits: Span) => readonly Span[]
  #blocks: OpenBlock[] = []
  #firstNumber = 0

  /** `openSpans` gives the open time in the limits, in order; in ms since 1970. */
  constructor(openSpans: (limits: Span) => readonly Span[]) {
    this.#openSpans = openSpans
  }

  /** Open milliseconds between two instants (ms since 1970). Throws a RangeError outside the years 0000 to 9999. */
  openBetween(fromMs: number, toMs: number): number {
    return this.#openUntil(toMs) - this.#openUntil(fromMs)
  }

  /** The first instant at which `openMs`, above 0, have passed since `fromMs`; null where that is after the year 9999. */
  instantAfter(fromMs: number, openMs: number): number | null {
    const target = this.#openUntil(fromMs) + openMs
    // Open time never runs faster than time, so that an absurd target ends the search before it begins.
    if (fromMs + openMs > LAST_MS) return null
    for (let number = Math.floor(fromMs / MS_PER_BLOCK); number * MS_PER_BLOCK <= LAST_MS; number += 1) {
      const block = this.#block(number)
      if (block.openAtEnd >= target) return instantIn(block, target)
    }
    return null
  }

  #openUntil(epochMs: number): number {
    if (!(epochMs >= FIRST_MS && epochMs <= LAST_MS)) {
      throw new RangeError(
        `${epochMs} is not a moment of the years 0000 to 9999; give milliseconds since 1970-01-01T00:00:00Z.`,
      )
    }
    const block = this.#block(Math.floor(epochMs / MS_PER_BLOCK))
    let index = block.firstOfDay[Math.floor((epochMs - block.startMs) / MS_PER_DAY)] ?? 0
    while ((block.ends[index] ?? 0) <= epochMs) index += 1
    return (block.openBefore[index] ?? 0) + Math.max(0, epochMs - (block.starts[index] ?? 0))
  }

  #block(number: number): OpenBlock {
    return this.#blocks[number - this.#firstNumber] ?? this.#extendedTo(number)
  }

  #extendedTo(number: number): OpenBlock {
    let reached = this.#blocks.at(-1)
    if (reached === undefined) {
      this.#firstNumber = number
      reached = this.#compiled(number, 0)
      this.#blocks.push(reached)
    }
    const after = this.#firstNumber + this.#blocks.length
    for (let next = after; next <= number; next += 1) {
      reached = this.#compiled(next, reached.openAtEnd)
      this.#blocks.push(reached)
    }
    return number < this.#firstNumber ? this.#extendedBackTo(number) : reached
  }

  #extendedBackTo(number: number): OpenBlock {
    const earlier = Array.from({ length: this.#firstNumber - number }, (_, index) =>
      this.#openSpans(limitsOf(number + index)),
    )
    let open =
      (this.#blocks[0]?.openAtStart ?? 0) - earlier.flat().reduce((sum, span) => sum + lengthOf(span), 0)
    const blocks = earlier.map((spans, index) => {
      const block = openBlock(limitsOf(number + index), spans, open)
      open = block.openAtEnd
      return block
    })
    this.#blocks = [...blocks, ...this.#blocks]
    this.#firstNumber = number
    return this.#block(number)
  }

  #compiled(number: number, openAtStart: number): OpenBlock {
    const limits = limitsOf(number)
    return openBlock(limits, this.#openSpans(limits), openAtStart)
  }
}

const limitsOf = (number: number): Span => ({ from: number * MS_PER_BLOCK, to: (number + 1) * MS_PER_BLOCK })

const lengthOf = ({ from, to }: Span): number => to - from

function openBlock(limits: Span, spans: readonly Span[], openAtStart: number): OpenBlock {
  const starts = new Float64Array(spans.length + 1).fill(Number.POSITIVE_INFINITY)
  const ends = new Float64Array(spans.length + 1).fill(Number.POSITIVE_INFINITY)
  const openBefore = new Float64Array(spans.length + 1)
  let open = openAtStart
  spans.forEach((span, index) => {
    starts[index] = span.from
    ends[index] = span.to
    openBefore[index] = open
    open += lengthOf(span)
  })
  openBefore[spans.length] = open
  const firstOfDay = new Int32Array(DAYS_PER_BLOCK)
  let index = 0
  for (let day = 0; day < DAYS_PER_BLOCK; day += 1) {
    while ((ends[index] ?? 0) <= limits.from + day * MS_PER_DAY) index += 1
    firstOfDay[day] = index
  }
  return { startMs: limits.from, starts, ends, openBefore, firstOfDay, openAtStart, openAtEnd: open }
}

/** The first instant at which the running sum reaches the target, which lies above that of the block's start. */
function instantIn({ starts, openBefore }: OpenBlock, target: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((openBefore[middle] ?? 0) < target) low = middle
    else high = middle - 1
  }
  return (starts[low] ?? 0) + target - (openBefore[low] ?? 0)
}
