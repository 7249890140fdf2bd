import { type CustomerLevel, formatReference } from '@rapport/model'
import type { AffectedRecord } from './affected.ts'
import { findComponents, type PairDecision } from './components.ts'
import { keepCustomers } from './customer-ids.ts'
import { customerName } from './customer-name.ts'
import type { ActiveOverride } from './overrides.ts'
import { compareParties, compareText, type PartyReference, partyKey } from './record-order.ts'
import type { Complaint } from './set-aside.ts'

/** A customer as it shall be. `id` is null where it is new. */
export interface PlannedCustomer {
  readonly id: number | null
  readonly name: string | null
  readonly members: readonly PlannedMember[]
}

export interface PlannedMember {
  readonly record: AffectedRecord
  readonly reason: string
  /** Whether the customer bears its name. */
  readonly leads: boolean
}

export interface CustomerPlan {
  readonly customers: readonly PlannedCustomer[]
  /** Records that belong to no customer any more. */
  readonly leaving: readonly AffectedRecord[]
  /** Customers that nobody belongs to any more. */
  readonly empty: readonly number[]
  readonly complaints: readonly Complaint[]
}

/** Decides which customers the records make up. The records are complete: whatever could join them is among them. */
export function placeRecords(
  level: CustomerLevel,
  affected: readonly AffectedRecord[],
  overrides: readonly ActiveOverride[],
  maxComponent: number,
): CustomerPlan {
  const live = affected.filter((record) => record.live).sort(compareParties)
  const positions = new Map(live.map((record, position) => [partyKey(record), position]))
  const survivors = new Survivors(affected, positions)
  const decided = (kind: ActiveOverride['kind']) => decisions(overrides, kind, survivors)
  const placements = findComponents({
    records: live.map((record) => ({
      name: nameOf(level, record),
      title: record.name,
      keys: record.keys,
    })),
    merges: decided('merge'),
    splits: decided('split'),
    parents: live.map(({ connection, parent }) =>
      parent === null ? null : survivors.position({ connection, id: parent }),
    ),
    maxComponent,
  })

  const members = new Map<number, PlannedMember[]>()
  const complaints: Complaint[] = []
  for (const [position, record] of live.entries()) {
    const placement = placements[position]
    if (placement === undefined) continue
    addMember(members, placement.component, { record, reason: placement.reason, leads: placement.leads })
    complaints.push({
      connection: record.connection,
      id: record.id,
      now: placement.setAside,
      before: record.setAside,
    })
  }
  const components = [...members.values()]
  const histories = components.map((records) => ({
    previous: records.map(({ record }) => record.customer),
  }))
  const ids = keepCustomers(histories)
  const names = components.map(nameOfCustomer)

  const leaving: AffectedRecord[] = []
  for (const record of affected) {
    if (record.live) continue
    const position = survivors.position(record)
    const placement = position === null ? undefined : placements[position]
    if (placement === undefined || record.mergedInto === null) leaving.push(record)
    else {
      addMember(members, placement.component, { record, reason: mergedReason(level, record), leads: false })
    }
    complaints.push({ connection: record.connection, id: record.id, now: null, before: record.setAside })
  }
  const kept = new Set(ids)
  const before = new Set(affected.flatMap(({ customer }) => (customer === null ? [] : [customer])))
  return {
    customers: components.map((records, index) => ({
      id: ids[index] ?? null,
      name: names[index] ?? null,
      members: records,
    })),
    leaving,
    empty: [...before].filter((customer) => !kept.has(customer)),
    complaints,
  }
}

function addMember(members: Map<number, PlannedMember[]>, component: number, member: PlannedMember): void {
  const held = members.get(component)
  if (held === undefined) members.set(component, [member])
  else held.push(member)
}

/** The ultimate parent's name; that of its subsidiaries where it has none. */
function nameOfCustomer(members: readonly PlannedMember[]): string | null {
  const leading = members.filter(({ leads }) => leads)
  return (
    customerName(leading.map(({ record }) => record)) ?? customerName(members.map(({ record }) => record))
  )
}

function nameOf(level: CustomerLevel, { connection, id }: PartyReference): string {
  return formatReference({ connection, entity: level, id })
}

function mergedReason(level: CustomerLevel, { connection, mergedInto }: AffectedRecord): string {
  return `merged into ${formatReference({ connection, entity: level, id: mergedInto ?? '' })} in its source`
}

function decisions(
  overrides: readonly ActiveOverride[],
  kind: ActiveOverride['kind'],
  survivors: Survivors,
): PairDecision[] {
  return overrides
    .filter((override) => override.kind === kind)
    .flatMap(({ left, right, by }) => {
      const one = survivors.position(left)
      const other = survivors.position(right)
      return one === null || other === null ? [] : [{ left: one, right: other, by }]
    })
    .sort((one, other) => one.left - other.left || one.right - other.right || compareText(one.by, other.by))
}

/** Where records that were merged in their source live on. */
class Survivors {
  readonly #records: ReadonlyMap<string, AffectedRecord>
  readonly #positions: ReadonlyMap<string, number>

  constructor(records: readonly AffectedRecord[], positions: ReadonlyMap<string, number>) {
    this.#records = new Map(records.map((record) => [partyKey(record), record]))
    this.#positions = positions
  }

  /** The position of the live record; null where the record is gone or unknown, or merges run in a circle. */
  position(reference: PartyReference): number | null {
    const seen = new Set<string>()
    let key = partyKey(reference)
    while (!seen.has(key)) {
      const position = this.#positions.get(key)
      if (position !== undefined) return position
      seen.add(key)
      const record = this.#records.get(key)
      if (record === undefined || record.mergedInto === null) return null
      key = partyKey({ connection: record.connection, id: record.mergedInto })
    }
    return null
  }
}
