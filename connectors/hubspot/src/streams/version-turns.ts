import type { Instant } from '@rapport/model'
import type { PropertyVersion } from '../histories.ts'
import type { People } from '../people.ts'

/** A property that went from one value to another. */
export interface Turn {
  /** Null: before the first value that HubSpot shows. */
  readonly from: string | null
  /** Empty where the property was cleared. */
  readonly to: string
  readonly at: Instant
  readonly by: string | null
}

/**
 * The turns of a property, oldest first. The same value written again is none, and of several values at one
 * millisecond the last counts.
 */
export function turnsOf(versions: readonly PropertyVersion[] = []): readonly Turn[] {
  const turns: Turn[] = []
  for (const [index, { value, at, by }] of versions.entries()) {
    const isOverwritten = versions[index + 1]?.at === at
    const from = turns.at(-1)?.to ?? null
    if (isOverwritten || value === (from ?? '')) continue
    turns.push({ from, to: value, at, by })
  }
  return turns
}

/** Who made a change, as an owner where HubSpot's user is one. */
export function personOf({ by }: { readonly by: string | null }, people: People): string | null {
  if (by === null || !by.startsWith('user:')) return by
  return people.ownerOfUser(by.slice('user:'.length)) ?? by
}
