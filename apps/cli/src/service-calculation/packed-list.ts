import { Buffer } from 'node:buffer'
import { reserve } from '../calculation/reserved-memory.ts'

/** What items are put into, bytes: the first slab is small, each further one twice as large as the one before, up to this. */
const FIRST_SLAB_BYTES = 1 << 16
const LARGEST_SLAB_BYTES = 1 << 25
/** Of each key so many different texts are kept once; what varies more than that is kept with each item. */
const WORDS_OF_KEY = 1_000

const [NULL, FALSE, TRUE, INTEGER, DOUBLE, WORD, TEXT, LIST, OBJECT] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** The keys of objects that have the same ones, and the texts that often stand at them. */
interface Shape {
  readonly number: number
  readonly keys: readonly string[]
  readonly words: readonly Map<string, number>[]
}

/**
 * Items of plain data (what JSON can hold, under keys that are words), kept as bytes outside the heap: millions of objects would take several times the
 * room, and the collector would look at each of them again and again. An item is made anew whenever it is asked for.
 */
export class PackedList<Item extends object> {
  readonly #slabs: Buffer[] = []
  #filled = Number.POSITIVE_INFINITY
  #length = 0
  /** For each item its slab, and where it starts in it. */
  #places = new Uint32Array(1024)
  #starts = new Uint32Array(1024)
  readonly #shapes = new Map<string, Shape>()
  readonly #shapeList: Shape[] = []
  readonly #words: string[] = []
  readonly #listWords = new Map<string, number>()
  #bytes = Buffer.alloc(1 << 16)
  #view = viewOf(this.#bytes)
  /** Where is written or read. */
  #at = 0

  get length(): number {
    return this.#length
  }

  push(item: Item): void {
    this.#at = 0
    this.#write(item, this.#listWords)
    if (this.#length === this.#places.length) this.#grow()
    const slab = this.#slabFor(this.#at)
    this.#bytes.copy(slab, this.#filled, 0, this.#at)
    this.#places[this.#length] = this.#slabs.length - 1
    this.#starts[this.#length] = this.#filled
    this.#filled += this.#at
    this.#length += 1
  }

  /** Throws a RangeError where there is no such item. */
  at(index: number): Item {
    const slab = index < this.#length ? this.#slabs[this.#places[index] ?? -1] : undefined
    if (slab === undefined) throw new RangeError(`There is no item ${index}; there are ${this.#length}.`)
    this.#at = this.#starts[index] ?? 0
    return this.#read(slab, viewOf(slab)) as Item
  }

  #write(value: unknown, words: Map<string, number>): void {
    this.#makeRoom(9)
    if (value === null) this.#tag(NULL)
    else if (typeof value === 'boolean') this.#tag(value ? TRUE : FALSE)
    else if (typeof value === 'number') this.#writeNumber(value)
    else if (typeof value === 'string') this.#writeText(value, words)
    else if (Array.isArray(value)) {
      this.#tag(LIST)
      this.#writeWhole(value.length)
      for (const element of value) this.#write(element, this.#listWords)
    } else if (typeof value === 'object') this.#writeObject(value)
    else throw new TypeError(`What is ${typeof value} cannot be kept.`)
  }

  #writeNumber(value: number): void {
    if (Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0)) {
      this.#tag(INTEGER)
      this.#writeWhole(value)
      return
    }
    this.#tag(DOUBLE)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  #writeText(text: string, words: Map<string, number>): void {
    let word = words.get(text)
    if (word === undefined && words.size < WORDS_OF_KEY) {
      word = this.#words.push(text) - 1
      words.set(text, word)
    }
    if (word !== undefined) {
      this.#tag(WORD)
      this.#writeWhole(word)
      return
    }
    this.#tag(TEXT)
    this.#makeRoom(4 + 3 * text.length)
    const length = this.#bytes.write(text, this.#at + 4, 'utf8')
    this.#writeWhole(length)
    this.#at += length
  }

  #writeObject(value: object): void {
    const keys = Object.keys(value)
    const name = keys.join('\0')
    let shape = this.#shapes.get(name)
    if (shape === undefined) {
      shape = { number: this.#shapeList.length, keys, words: keys.map(() => new Map()) }
      this.#shapes.set(name, shape)
      this.#shapeList.push(shape)
    }
    this.#tag(OBJECT)
    this.#writeWhole(shape.number)
    for (const [place, key] of keys.entries()) {
      this.#write(value[key as keyof typeof value], shape.words[place] ?? this.#listWords)
    }
  }

  #read(slab: Buffer, view: DataView): unknown {
    const tag = view.getUint8(this.#at)
    this.#at += 1
    switch (tag) {
      case NULL:
        return null
      case FALSE:
        return false
      case TRUE:
        return true
      case INTEGER:
        return this.#readWhole(view)
      case DOUBLE:
        this.#at += 8
        return view.getFloat64(this.#at - 8, true)
      case WORD:
        return this.#words[this.#readWhole(view)]
      case TEXT: {
        const length = this.#readWhole(view)
        this.#at += length
        return slab.toString('utf8', this.#at - length, this.#at)
      }
      case LIST:
        return Array.from({ length: this.#readWhole(view) }, () => this.#read(slab, view))
      default:
        return this.#readObject(slab, view)
    }
  }

  #readObject(slab: Buffer, view: DataView): Record<string, unknown> {
    const shape = this.#shapeList[this.#readWhole(view)]
    const object: Record<string, unknown> = {}
    for (const key of shape?.keys ?? []) object[key] = this.#read(slab, view)
    return object
  }

  #tag(tag: number): void {
    this.#view.setUint8(this.#at, tag)
    this.#at += 1
  }

  #writeWhole(value: number): void {
    this.#view.setInt32(this.#at, value, true)
    this.#at += 4
  }

  #readWhole(view: DataView): number {
    this.#at += 4
    return view.getInt32(this.#at - 4, true)
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const larger = Buffer.alloc(2 * (this.#at + bytes))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
    this.#view = viewOf(larger)
  }

  #slabFor(bytes: number): Buffer {
    const last = this.#slabs.at(-1)
    if (last !== undefined && this.#filled + bytes <= last.length) return last
    const usual = last === undefined ? FIRST_SLAB_BYTES : Math.min(2 * last.length, LARGEST_SLAB_BYTES)
    const next = Buffer.from(reserve(Math.max(usual, bytes)))
    this.#slabs.push(next)
    this.#filled = 0
    return next
  }

  #grow(): void {
    const bytes = this.#places.byteLength * 2
    this.#places = new Uint32Array(this.#places.buffer.transfer(bytes))
    this.#starts = new Uint32Array(this.#starts.buffer.transfer(bytes))
  }
}

const views = new WeakMap<Buffer, DataView>()

function viewOf(bytes: Buffer): DataView {
  let view = views.get(bytes)
  if (view === undefined) {
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    views.set(bytes, view)
  }
  return view
}
