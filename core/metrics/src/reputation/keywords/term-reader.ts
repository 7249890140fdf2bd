import { stopWordsOf } from './stop-words.ts'
import { isUnspaced, WordCutter } from './words.ts'

/** A word of that kind is in no term, or in pairs alone, or a term by itself too. */
const [STOP_WORD, BESIDE_ANOTHER, TERM] = [0, 1, 2]

const singleSign = /^.\p{M}*$/su
const ideograph = /\p{Ideographic}/u
const withLetter = /\p{L}/u

/** Single letters and numbers say nothing by themselves; an ideograph is a word. */
const isTerm = (word: string): boolean =>
  withLetter.test(word) && (!singleSign.test(word) || ideograph.test(word))

/** Words from this length on that start with a letter of this range, and most words do, need no look at their letters. */
const LONG = 3
const [FIRST_LETTER, LAST_LETTER] = [0x61, 0x4ff]

/** Mixes all bits of a number (the finalizer of MurmurHash3, Appleby 2011). */
export function mixBits(value: number): number {
  let bits = value ^ (value >>> 16)
  bits = Math.imul(bits, 0x85eb_ca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2_ae35)
  return bits ^ (bits >>> 16)
}

/** 32 bits of a text, or of a part of it; other seeds and odd factors give others. */
export function textHash(text: string, seed: number, factor: number, start = 0, end = text.length): number {
  let hash = seed
  for (let at = start; at < end; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), factor)
    hash ^= hash >>> 15
  }
  return mixBits(hash ^ (end - start))
}

/** Seeds and factors of the 64 bits of a word. */
const [FIRST_SEED, FIRST_FACTOR] = [0x811c_9dc5, 0x0100_0193] as const
const [SECOND_SEED, SECOND_FACTOR] = [0x1b87_3593, 0x5bd1_e995] as const

/** Stop words by their bits, so that no word has to be made a string to be looked up. */
class StopTable {
  readonly #firsts: Int32Array
  readonly #seconds: Int32Array

  constructor(words: ReadonlySet<string>) {
    const size = 2 ** Math.ceil(Math.log2(4 * words.size + 2))
    this.#firsts = new Int32Array(size)
    this.#seconds = new Int32Array(size)
    for (const word of words) {
      const first = textHash(word, FIRST_SEED, FIRST_FACTOR)
      const slot = this.#slotOf(first, 0, true)
      this.#firsts[slot] = first
      this.#seconds[slot] = textHash(word, SECOND_SEED, SECOND_FACTOR)
    }
  }

  has(first: number, second: number): boolean {
    const slot = this.#slotOf(first, second, false)
    return this.#firsts[slot] === first && this.#seconds[slot] === second
  }

  /** The place of a word, or the free one where it would be. */
  #slotOf(first: number, second: number, isFree: boolean): number {
    const mask = this.#firsts.length - 1
    let slot = first & mask
    while (this.#firsts[slot] !== 0 || this.#seconds[slot] !== 0) {
      if (!isFree && this.#firsts[slot] === first && this.#seconds[slot] === second) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }
}

const PAIR_FIRST = 0x9e37_79b1
const PAIR_SECOND = 0x2545_f491

/**
 * The terms of texts, one after the other: the distinct words of a text and its distinct pairs of adjacent words. Stop words are in
 * none; single letters and numbers stand in pairs beside a term. A term is known by 64 bits: two of a million terms are taken for
 * one with a probability of 3 · 10⁻⁸.
 *
 * @example
 * const reader = new TermReader()
 * reader.read('Never again', 'en') // 3
 * reader.textOf(2) // 'never again'
 */
export class TermReader {
  /** Terms of the last text. */
  count = 0
  /** The 64 bits of each. */
  firsts = new Int32Array(256)
  seconds = new Int32Array(256)
  /** Words of each: 1 or 2. */
  lengths = new Uint8Array(256)
  /** Which word of the text each is, or ends with. */
  #places = new Int32Array(256)
  readonly #words = new WordCutter()
  readonly #stopTables = new Map<string, StopTable>()
  /** Places of terms by their bits; those of other texts have another stamp. */
  #slots = new Int32Array(1024)
  #stamps = new Int32Array(1024)
  #stamp = 0

  /** Reads a text without markup; returns how many terms it has. */
  read(text: string, language: string): number {
    const words = this.#words
    words.cut(text, language)
    this.count = 0
    this.#reserve(2 * words.count)
    this.#stamp += 1
    const stopTable = this.#stopTableOf(language)
    let [beforeFirst, beforeSecond, beforeKind] = [0, 0, STOP_WORD]
    for (let place = 0; place < words.count; place += 1) {
      const start = words.starts[place] ?? 0
      const end = words.ends[place] ?? 0
      const first = textHash(words.text, FIRST_SEED, FIRST_FACTOR, start, end)
      const second = textHash(words.text, SECOND_SEED, SECOND_FACTOR, start, end)
      const kind = stopTable.has(first, second) ? STOP_WORD : this.#kindOf(place, start, end)
      if (kind === TERM) this.#add(first, second, 1, place)
      if (kind !== STOP_WORD && beforeKind !== STOP_WORD && (kind === TERM || beforeKind === TERM)) {
        this.#add(
          mixBits(Math.imul(beforeFirst, PAIR_FIRST) ^ second),
          mixBits(Math.imul(beforeSecond, PAIR_SECOND) ^ first),
          2,
          place,
        )
      }
      beforeFirst = first
      beforeSecond = second
      beforeKind = kind
    }
    return this.count
  }

  /** A term of the last text as it is shown: a pair has a space between its words where their scripts put one. */
  textOf(term: number): string {
    const place = this.#places[term] ?? 0
    const word = this.#words.wordAt(place)
    if (this.lengths[term] === 1) return word
    const before = this.#words.wordAt(place - 1)
    return isUnspaced(before) && isUnspaced(word) ? before + word : `${before} ${word}`
  }

  #kindOf(place: number, start: number, end: number): number {
    const letter = this.#words.text.charCodeAt(start)
    if (end - start >= LONG && letter >= FIRST_LETTER && letter <= LAST_LETTER) return TERM
    return isTerm(this.#words.wordAt(place)) ? TERM : BESIDE_ANOTHER
  }

  #stopTableOf(language: string): StopTable {
    const found = this.#stopTables.get(language)
    if (found !== undefined) return found
    const added = new StopTable(stopWordsOf(language))
    this.#stopTables.set(language, added)
    return added
  }

  #reserve(terms: number): void {
    if (terms <= this.firsts.length) return
    const size = 2 ** Math.ceil(Math.log2(terms))
    this.firsts = new Int32Array(size)
    this.seconds = new Int32Array(size)
    this.lengths = new Uint8Array(size)
    this.#places = new Int32Array(size)
    this.#slots = new Int32Array(4 * size)
    this.#stamps = new Int32Array(4 * size)
    this.#stamp = 0
  }

  #add(first: number, second: number, length: number, place: number): void {
    const mask = this.#slots.length - 1
    let slot = first & mask
    while (this.#stamps[slot] === this.#stamp) {
      const other = this.#slots[slot] ?? 0
      if (this.firsts[other] === first && this.seconds[other] === second) return
      slot = (slot + 1) & mask
    }
    const term = this.count
    this.#stamps[slot] = this.#stamp
    this.#slots[slot] = term
    this.firsts[term] = first
    this.seconds[term] = second
    this.lengths[term] = length
    this.#places[term] = place
    this.count = term + 1
  }
}
