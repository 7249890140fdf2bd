import { describeKey, type IdentityKey, linkKinds } from './keys.ts'
import { leadingRecords, type ParentLink, parentLinks } from './parent-links.ts'
import { compareText } from './record-order.ts'
import { SplitForest } from './split-forest.ts'

/** A live record with what it can be recognised by. */
export interface Linkable {
  /** As people write it: `hubspot/contact:7`. */
  readonly name: string
  /** What its source calls it. */
  readonly title: string | null
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
  /** Per record the position of its parent company; null where it has none. */
  readonly parents: readonly (number | null)[]
  readonly maxComponent: number
}

/** What became of one record. */
export interface Placement {
  /** Position of the first record of its component. */
  readonly component: number
  /** Why it belongs there. */
  readonly reason: string
  /** Whether its component bears its name: false for subsidiaries beside their ultimate parent. */
  readonly leads: boolean
  /** Why something that it shares was not used; null where everything was. */
  readonly setAside: string | null
}

/**
 * Puts records together that are one customer. Links are taken strongest first: merges by hand, then parent companies from the
 * top down, then keys by kind and value, each record joining the first holder that it may join. A link that would bring two
 * records together that a person split is left out, so a split cuts at the weakest link on the way and a merge never overrules
 * it. What grows past `maxComponent` by keys and merges is taken apart again: in it keys link nothing. Parent links do not
 * count there, since a source states each of them: a group may have any number of subsidiaries. The result depends on the
 * records alone, not on the order in which they arrived.
 */
export function findComponents(input: ComponentInput): Placement[] {
  const holders = sharedKeys(input.records)
  const links = parentLinks(input.parents)
  const shared = joinRecords(input, [], holders)

  const oversized = new Map<number, string>()
  for (const members of shared.components()) {
    if (members.length <= input.maxComponent) continue
    const reason = tooLarge(members, holders, input.maxComponent)
    for (const member of members) oversized.set(member, reason)
  }
  const units = oversized.size === 0 ? shared : joinRecords(input, [], holders, oversized)
  const whole = links.length === 0 ? units : joinRecords(input, links, holders, oversized)
  return placements(input, { links, holders, oversized, units, whole })
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

function joinRecords(
  input: ComponentInput,
  links: readonly ParentLink[],
  holders: readonly SharedKey[],
  oversized: ReadonlyMap<number, string> = new Map(),
): SplitForest {
  const forest = new SplitForest(input.records.length, input.splits)
  joinMerges(forest, input.merges)
  for (const { parent, child } of links) forest.join(parent, child)
  for (const { positions } of holders) {
    // Holders of one key may lie in an oversized and in another component: a split between them keeps those apart.
    joinHolders(
      forest,
      oversized.size === 0 ? positions : positions.filter((position) => !oversized.has(position)),
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

interface Joined {
  readonly links: readonly ParentLink[]
  readonly holders: readonly SharedKey[]
  readonly oversized: ReadonlyMap<number, string>
  /** Joined without parent links: records that are the same company. */
  readonly units: SplitForest
  readonly whole: SplitForest
}

function placements(input: ComponentInput, joined: Joined): Placement[] {
  const { records, maxComponent } = input
  const { links, oversized, units, whole } = joined
  const reasons = reasonsOf(input, joined)
  const leads = leadingRecords(
    links,
    records.map((_, position) => ({ unit: units.find(position), component: whole.find(position) })),
  )
  return records.map((record, position) => ({
    component: whole.find(position),
    reason: reasons.get(position) ?? 'only record',
    leads: leads[position] ?? true,
    setAside: oversized.get(position) ?? blockedKey(record, maxComponent),
  }))
}

/** Why each record is with others: the strongest link that holds. */
function reasonsOf(
  { records, merges }: ComponentInput,
  { links, holders, oversized, whole }: Joined,
): ReadonlyMap<number, string> {
  const reasons = new Map<number, string>()
  const explain = (position: number, other: number, reason: string) => {
    if (position !== other && !reasons.has(position) && whole.find(position) === whole.find(other)) {
      reasons.set(position, reason)
    }
  }
  for (const { left, right, by } of merges) {
    explain(left, right, `joined with ${records[right]?.name} by ${by}`)
    explain(right, left, `joined with ${records[left]?.name} by ${by}`)
  }
  for (const { child, parent } of links) explain(child, parent, `subsidiary of ${titled(records[parent])}`)
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
  for (const { child, parent } of links) explain(parent, child, `parent of ${titled(records[child])}`)
  return reasons
}

function titled(record: Linkable | undefined): string {
  const title = record?.title?.trim()
  return title ? `${title} (${record?.name})` : `${record?.name}`
}

function blockedKey(record: Linkable, maxComponent: number): string | null {
  const first = record.keys.filter((key) => key.blocked).sort(compareKeys)[0]
  if (first === undefined) return null
  return `more than ${maxComponent} records share ${describeKey(first)}: it joins none of them`
}
