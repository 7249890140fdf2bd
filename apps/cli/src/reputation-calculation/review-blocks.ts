/** What is known of the reviews of a block, a column each. */
interface Block {
  readonly places: Int32Array
  readonly sources: Int32Array
  readonly groups: Int32Array
  readonly scales: Int32Array
  readonly ratings: Float64Array
  readonly createdAt: Float64Array
  readonly repliedAt: Float64Array
  readonly offsets: Float64Array
  readonly ranks: Int32Array
  readonly contents: Int32Array
  readonly flags: Uint8Array
}

/** One review, in numbers. */
export interface ReviewNumbers {
  readonly place: number
  readonly source: number
  /** Its place and language together: what keywords are compared within. */
  readonly group: number
  readonly scale: number
  readonly rating: number | null
  readonly createdAt: number
  readonly repliedAt: number | null
  /** Where its row starts in the file. */
  readonly offset: number
  /** 32 bits of its id, which put reviews in an order that is not that of the file. */
  readonly rank: number
  /** 32 bits of its text and all else that two copies may differ in. */
  readonly content: number
  readonly isTimed: boolean
  readonly hasText: boolean
}

const BITS = 14
const ROWS = 1 << BITS
const MASK = ROWS - 1

const [TIMED, WITH_TEXT, SUPERSEDED] = [1, 2, 4]

const emptyBlock = (): Block => ({
  places: new Int32Array(ROWS),
  sources: new Int32Array(ROWS),
  groups: new Int32Array(ROWS),
  scales: new Int32Array(ROWS),
  ratings: new Float64Array(ROWS),
  createdAt: new Float64Array(ROWS),
  repliedAt: new Float64Array(ROWS),
  offsets: new Float64Array(ROWS),
  ranks: new Int32Array(ROWS),
  contents: new Int32Array(ROWS),
  flags: new Uint8Array(ROWS),
})

/** Reviews without their texts: 57 bytes each, in blocks, so that nothing is ever copied. */
export class ReviewBlocks {
  count = 0
  readonly #blocks: Block[] = []

  /** Returns the number of the review. */
  add(review: ReviewNumbers): number {
    const number = this.count
    if ((number & MASK) === 0) this.#blocks.push(emptyBlock())
    this.count = number + 1
    const [block, row] = [this.#block(number), number & MASK]
    block.places[row] = review.place
    block.sources[row] = review.source
    block.groups[row] = review.group
    block.scales[row] = review.scale
    block.ratings[row] = review.rating ?? Number.NaN
    block.createdAt[row] = review.createdAt
    block.repliedAt[row] = review.repliedAt ?? Number.NaN
    block.offsets[row] = review.offset
    block.ranks[row] = review.rank
    block.contents[row] = review.content
    block.flags[row] = (review.isTimed ? TIMED : 0) | (review.hasText ? WITH_TEXT : 0)
    return number
  }

  at(number: number): ReviewNumbers {
    const [block, row] = [this.#block(number), number & MASK]
    const flags = block.flags[row] ?? 0
    return {
      place: block.places[row] ?? 0,
      source: block.sources[row] ?? 0,
      group: block.groups[row] ?? 0,
      scale: block.scales[row] ?? 0,
      rating: orNull(block.ratings[row]),
      createdAt: block.createdAt[row] ?? 0,
      repliedAt: orNull(block.repliedAt[row]),
      offset: block.offsets[row] ?? 0,
      rank: block.ranks[row] ?? 0,
      content: block.contents[row] ?? 0,
      isTimed: (flags & TIMED) !== 0,
      hasText: (flags & WITH_TEXT) !== 0,
    }
  }

  placeOf(number: number): number {
    return this.#block(number).places[number & MASK] ?? 0
  }

  groupOf(number: number): number {
    return this.#block(number).groups[number & MASK] ?? 0
  }

  offsetOf(number: number): number {
    return this.#block(number).offsets[number & MASK] ?? 0
  }

  /** Whether there is a text, and the review counts. */
  hasCountedText(number: number): boolean {
    return ((this.#block(number).flags[number & MASK] ?? 0) & (WITH_TEXT | SUPERSEDED)) === WITH_TEXT
  }

  isSuperseded(number: number): boolean {
    return ((this.#block(number).flags[number & MASK] ?? 0) & SUPERSEDED) !== 0
  }

  /** Another copy of the review counts in its stead. */
  supersede(number: number): void {
    const [block, row] = [this.#block(number), number & MASK]
    block.flags[row] = (block.flags[row] ?? 0) | SUPERSEDED
  }

  #block(number: number): Block {
    const block = this.#blocks[number >>> BITS]
    if (block === undefined) throw new RangeError(`There is no review ${number} among ${this.count}.`)
    return block
  }
}

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value
