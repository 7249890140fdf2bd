import { formatReference } from '@rapport/model'
import { compareParties, type PartyReference } from './record-order.ts'

/** A deal, as far as it matters for which of several records of the same sale counts. */
export interface SaleRecord extends PartyReference {
  readonly live: boolean
  readonly state: string
  /** References of the deals that are the same sale in another system: those that it is a copy of. */
  readonly names: readonly string[]
  /** Whether there is a contact or company that it can count for. */
  readonly hasParty: boolean
}

/** A deal that is set beside the one that counts. */
export interface SaleCopy<Deal> {
  readonly copy: Deal
  readonly counted: Deal
  /** Why that one counts. */
  readonly reason: string
  /** What is wrong with the copy, and what to do; null where nothing is. */
  readonly complaint: string | null
}

/** The plain reason why a deal counts in place of its copies. */
export const originalCounts = 'the original'

/**
 * Which of the deals that are one sale counts, so that it counts once: the original, which names no other; where that is
 * deleted or was never read, the first of its copies. Its state is the sale's: where it is not won, nothing is, whatever the
 * copies say. Where it belongs to nobody, the first copy in the same state that does counts in its place. The deals are
 * complete: whatever one of them names, or is named by, is among them, if there is such a record.
 *
 * @returns one entry for each deal that does not count
 */
export function setCopiesBeside<Deal extends SaleRecord>(deals: readonly Deal[]): SaleCopy<Deal>[] {
  const live = deals.filter((deal) => deal.live)
  const known = new Set(live.map(formatDeal))
  const isCopy = (deal: Deal): boolean => deal.names.some((name) => known.has(name))
  return [...groupsOf(deals).values()].flatMap((group) => {
    const ordered = group
      .filter((deal) => deal.live)
      .sort((left, right) => Number(isCopy(left)) - Number(isCopy(right)) || compareParties(left, right))
    const [first] = ordered
    if (first === undefined || ordered.length === 1) return []
    const counted = ordered.find((deal) => deal.hasParty && deal.state === first.state) ?? first
    const reason = reasonFor(counted, first, isCopy)
    return ordered
      .filter((deal) => deal !== counted)
      .map((copy) => ({ copy, counted, reason, complaint: complain(copy, counted, ordered) }))
  })
}

/** The reference of a deal. */
export function formatDeal({ connection, id }: PartyReference): string {
  return formatReference({ connection, entity: 'deal', id })
}

/** Deals that name each other, or name the same one, by any of their references. */
function groupsOf<Deal extends SaleRecord>(deals: readonly Deal[]): Map<string, Deal[]> {
  const parents = new Map<string, string>()
  const rootOf = (reference: string): string => {
    let root = reference
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent
    if (root !== reference) parents.set(reference, root)
    return root
  }
  for (const deal of deals) {
    for (const name of deal.names) {
      const [one, other] = [rootOf(formatDeal(deal)), rootOf(name)]
      if (one !== other) parents.set(one, other)
    }
  }
  return Map.groupBy(deals, (deal) => rootOf(formatDeal(deal)))
}

function reasonFor<Deal extends SaleRecord>(
  counted: Deal,
  first: Deal,
  isCopy: (deal: Deal) => boolean,
): string {
  if (counted !== first) return `${formatDeal(first)}, the original, belongs to no customer`
  if (!isCopy(counted) && counted.names.length === 0) return originalCounts
  return `the first of the copies: the original, ${counted.names.join(', ')}, is deleted or was never read`
}

function complain<Deal extends SaleRecord>(
  copy: Deal,
  counted: Deal,
  ordered: readonly Deal[],
): string | null {
  const others = ordered.filter((deal) => deal !== copy && deal.connection === copy.connection)
  const twin = others.find((deal) => deal === counted) ?? others[0]
  if (twin !== undefined && (twin === counted || ordered.indexOf(twin) < ordered.indexOf(copy))) {
    return `it is a copy of ${copy.names.join(', ')} as ${formatDeal(twin)} is, so that only one of them can count: merge the two, or correct what one of them names`
  }
  if (copy.state !== 'won' || counted.state === 'won') return null
  return `it is won, but ${formatDeal(counted)}, the same sale, is ${counted.state} and counts in its place: make the two agree`
}
