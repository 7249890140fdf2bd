import { describeKey, type IdentityKey, linkKinds } from './keys.ts'
import { compareText } from './record-order.ts'

/** A live record with what it can be recognised by. */
export interface Linkable {
  /** As people write it: `hubspot/contact:7`. */
  readonly name: string
  readonly keys: readonly HeldKey[]
}

export interface HeldKey extends IdentityKey {
  /** More records than a customer can have hold it, so it links none of them. */
  readonly blocked: boolean
}

/** A person's decision about two records, by their positions. */
export interface PairDecision {
  readonly left: number
  readonly right: number
  readonly by: string
}

export interface ComponentInput {
  /** In record order: positions decide wherever the keys leave a choice. */
  readonly records: readonly Linkable[]
  readonly merges: readonly PairDecision[]
  readonly splits: readonly PairDecision[]
  readonly maxComponent: number
}

/** What became of one record. */
export interface Placement {
  /** Position of the first record of its component. */
  readonly component: number
  /** Why it belongs there. */
  readonly reason: string
  /** Why something that it shares was not used; null where everything was. */
  readonly setAside: string | null
}

/**
 * Puts records together that are one customer. Links are taken strongest first: merges by hand, then keys by kind and value,
 * each record joining the first holder that it may join. A link that would bring two records together that a person split is
 * left out, so a split cuts at the weakest link on the way and a merge never overrules it. A component that grows past
 * `maxComponent` is taken apart again: in it only merges by hand link. The result depends on the records alone, not on the
 * order in which they arrived.
 */
export function findComponents(input: ComponentInput): Placement[] {
  const holders = sharedKeys(input.records)
  const forest = new SplitForest(input.records.length, input.splits)
  joinMerges(forest, input.merges)
  for (const { positions } of holders) joinHolders(forest, positions)

  const oversized = new Map<number, string>()
  for (const members of forest.components()) {
    if (members.length <= input.maxComponent) continue
    const reason = tooLarge(members, holders, input.maxComponent)
    for (const member of members) oversized.set(member, reason)
  }
  const final = oversized.size === 0 ? forest : withoutOversized(input, holders, oversized)
  return placements(input, final, holders, oversized)
}

interface SharedKey {
  readonly key: IdentityKey
  readonly positions: readonly number[]
}

/** Keys that link at least two of the records, strongest first. */
function sharedKeys(records: readonly Linkable[]): SharedKey[] {
  const byKey = new Map<string, { key: IdentityKey; positions: number[] }>()
  for (const [position, record] of records.entries()) {
    for (const key of record.keys) {
      if (key.blocked) continue
      const text = `${key.kind}:${key.value}`
      const held = byKey.get(text)
      if (held === undefined) byKey.set(text, { key, positions: [position] })
      else held.positions.push(position)
    }
  }
  return [...byKey.values()]
    .filter(({ positions }) => positions.length > 1)
    .sort((left, right) => compareKeys(left.key, right.key))
}

function compareKeys(left: IdentityKey, right: IdentityKey): number {
  return linkKinds.indexOf(left.kind) - linkKinds.indexOf(right.kind) || compareText(left.value, right.value)
}

function joinMerges(forest: SplitForest, merges: readonly PairDecision[]): void {
  const ordered = merges
    .map(({ left, right }) => ({ low: Math.min(left, right), high: Math.max(left, right) }))
    .sort((left, right) => left.low - right.low || left.high - right.high)
  for (const { low, high } of ordered) forest.join(low, high)
}

function joinHolders(forest: SplitForest, positions: readonly number[]): void {
  for (const [index, position] of positions.entries()) {
    for (const earlier of positions.slice(0, index)) if (forest.join(earlier, position)) break
  }
}

function withoutOversized(
  input: ComponentInput,
  holders: readonly SharedKey[],
  oversized: ReadonlyMap<number, string>,
): SplitForest {
  const forest = new SplitForest(input.records.length, input.splits)
  joinMerges(forest, input.merges)
  for (const { positions } of holders) {
    // Holders of one key may lie in an oversized and in another component: a split between them keeps those apart.
    joinHolders(
      forest,
      positions.filter((position) => !oversized.has(position)),
    )
  }
  return forest
}

/** Names the key that most of the component's records hold: the likely culprit. */
function tooLarge(members: readonly number[], holders: readonly SharedKey[], maxComponent: number): string {
  const inside = new Set(members)
  let most = 0
  let culprit = 'merges by hand'
  for (const { key, positions } of holders) {
    const held = positions.filter((position) => inside.has(position)).length
    if (held > most) {
      most = held
      culprit = describeKey(key)
    }
  }
  return `what it shares would join more than ${maxComponent} records, most of them by ${culprit}: none was joined`
}

function placements(
  input: ComponentInput,
  forest: SplitForest,
  holders: readonly SharedKey[],
  oversized: ReadonlyMap<number, string>,
): Placement[] {
  const { records, merges } = input
  const reasons = new Map<number, string>()
  const explain = (position: number, other: number, reason: string) => {
    if (position !== other && !reasons.has(position) && forest.find(position) === forest.find(other)) {
      reasons.set(position, reason)
    }
  }
  for (const { left, right, by } of merges) {
    explain(left, right, `joined with ${records[right]?.name} by ${by}`)
    explain(right, left, `joined with ${records[left]?.name} by ${by}`)
  }
  for (const { key, positions } of holders) {
    for (const position of positions) {
      if (reasons.has(position) || oversized.has(position)) continue
      for (const other of positions) {
        if (oversized.has(other)) continue
        explain(position, other, `same ${describeKey(key)} as ${records[other]?.name}`)
        if (reasons.has(position)) break
      }
    }
  }
  return records.map((record, position) => ({
    component: forest.find(position),
    reason: reasons.get(position) ?? 'only record',
    setAside: oversized.get(position) ?? blockedKey(record, input.maxComponent),
  }))
}

function blockedKey(record: Linkable, maxComponent: number): string | null {
  const first = record.keys.filter((key) => key.blocked).sort(compareKeys)[0]
  if (first === undefined) return null
  return `more than ${maxComponent} records share ${describeKey(first)}: it joins none of them`
}

/** Union-find that refuses to bring together what was split. The root of a component is its lowest position. */
class SplitForest {
  readonly #parents: number[]
  /** For the roots of components that hold a split record: the records they must not meet. */
  readonly #apart = new Map<number, number[]>()

  constructor(size: number, splits: readonly PairDecision[]) {
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
