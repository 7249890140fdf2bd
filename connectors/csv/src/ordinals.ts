/**
 * Counts how often each key came before, in 24 to 48 bytes per distinct key whatever its length. Keys are told apart by 64 bits of
 * their hash; should two ever share them, an ordinal skips a number and stays unique together with its key.
 */
export class Ordinals {
  #high = new Uint32Array(1024)
  #low = new Uint32Array(1024)
  #counts = new Uint32Array(1024)
  #size = 0

  /** 1 for the first time that the key is given, 2 for the second, … */
  next(key: string): number {
    if (this.#size * 2 >= this.#counts.length) this.#grow()
    const slot = this.#slotOf(hash(key, 0x811c9dc5), hash(key, 0x9e3779b9))
    const count = (this.#counts[slot] ?? 0) + 1
    if (count === 1) this.#size += 1
    this.#counts[slot] = count
    return count
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#counts.length - 1
    let slot = low & mask
    while (this.#counts[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) {
      slot = (slot + 1) & mask
    }
    this.#high[slot] = high
    this.#low[slot] = low
    return slot
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts]
    this.#high = new Uint32Array(counts.length * 2)
    this.#low = new Uint32Array(counts.length * 2)
    this.#counts = new Uint32Array(counts.length * 2)
    for (const [index, count] of counts.entries()) {
      if (count > 0) this.#counts[this.#slotOf(high[index] ?? 0, low[index] ?? 0)] = count
    }
  }
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
