/**
 * Numbers keys from 0 in the order in which they first come, in 16 to 32 bytes per distinct key whatever its length. Keys are told
 * apart by 64 bits of their hash.
 */
export class KeyNumbers {
  /** Number + 1 by slot; 0 where the slot is free. */
  #slots = new Uint32Array(2048)
  #high = new Uint32Array(1024)
  #low = new Uint32Array(1024)
  #size = 0

  /** How many keys there are. */
  get size(): number {
    return this.#size
  }

  /** The number of a key, which is new where it equals the size that was. */
  numberOf(key: string): number {
    const [high, low] = [hash(key, 0x811c9dc5), hash(key, 0x9e3779b9)]
    const slot = this.#slotOf(high, low)
    const known = this.#slots[slot] ?? 0
    if (known > 0) return known - 1
    if (this.#size === this.#high.length) {
      this.#grow()
      return this.#add(this.#slotOf(high, low), high, low)
    }
    return this.#add(slot, high, low)
  }

  has(key: string): boolean {
    return (this.#slots[this.#slotOf(hash(key, 0x811c9dc5), hash(key, 0x9e3779b9))] ?? 0) > 0
  }

  #add(slot: number, high: number, low: number): number {
    const number = this.#size
    this.#high[number] = high
    this.#low[number] = low
    this.#size += 1
    this.#slots[slot] = this.#size
    return number
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1
    let slot = low & mask
    for (let known = this.#slots[slot] ?? 0; known > 0; known = this.#slots[slot] ?? 0) {
      if (this.#high[known - 1] === high && this.#low[known - 1] === low) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }

  #grow(): void {
    this.#high = doubled(this.#high)
    this.#low = doubled(this.#low)
    this.#slots = new Uint32Array(this.#slots.length * 2)
    for (let number = 0; number < this.#size; number += 1) {
      this.#slots[this.#slotOf(this.#high[number] ?? 0, this.#low[number] ?? 0)] = number + 1
    }
  }
}

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const twice = new Uint32Array(values.length * 2)
  twice.set(values)
  return twice
}

/** FNV-1a over UTF-16 units with a final mix (the finaliser of MurmurHash3), so that low bits depend on all of the key. */
function hash(key: string, seed: number): number {
  let value = seed
  for (let index = 0; index < key.length; index += 1) {
    value = Math.imul(value ^ key.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
