/** Two records, by their positions, that must not meet. */
interface Pair {
  readonly left: number
  readonly right: number
}

/** Union-find that refuses to bring together what was split. The root of a component is its lowest position. */
export class SplitForest {
  readonly #parents: number[]
  /** For the roots of components that hold a split record: the records they must not meet. */
  readonly #apart = new Map<number, number[]>()

  constructor(size: number, splits: readonly Pair[]) {
    this.#parents = Array.from({ length: size }, (_, position) => position)
    for (const { left, right } of splits) {
      if (left === right) continue
      this.#keepApart(left, [right])
      this.#keepApart(right, [left])
    }
  }

  find(position: number): number {
    let root = position
    for (
      let parent = this.#parents[root];
      parent !== undefined && parent !== root;
      parent = this.#parents[root]
    ) {
      root = parent
    }
    let step = position
    while (step !== root) {
      const next = this.#parents[step] ?? root
      this.#parents[step] = root
      step = next
    }
    return root
  }

  /** Returns whether the two are together now. */
  join(left: number, right: number): boolean {
    const one = this.find(left)
    const other = this.find(right)
    if (one === other) return true
    if (this.#apart.get(one)?.some((position) => this.find(position) === other)) return false
    const root = Math.min(one, other)
    const child = Math.max(one, other)
    this.#parents[child] = root
    this.#keepApart(root, this.#apart.get(child) ?? [])
    return true
  }

  components(): number[][] {
    const members = new Map<number, number[]>()
    for (const position of this.#parents.keys()) {
      const root = this.find(position)
      const held = members.get(root)
      if (held === undefined) members.set(root, [position])
      else held.push(position)
    }
    return [...members.values()]
  }

  #keepApart(root: number, positions: readonly number[]): void {
    if (positions.length > 0) this.#apart.set(root, [...(this.#apart.get(root) ?? []), ...positions])
  }
}
