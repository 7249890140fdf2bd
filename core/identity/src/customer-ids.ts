/** A component of records, with the customer that each of them belonged to so far. */
export interface ComponentHistory {
  readonly previous: readonly (number | null)[]
}

/**
 * Which customer each component goes on as: the one that held most of its records, at a tie the lowest id. Where a customer
 * falls apart, the part with most of its records keeps it, at a tie the first.
 * @returns per component a customer's id, or null where it needs a new one.
 */
export function keepCustomers(components: readonly ComponentHistory[]): (number | null)[] {
  const claims: { component: number; customer: number; records: number }[] = []
  for (const [component, { previous }] of components.entries()) {
    const counts = new Map<number, number>()
    for (const customer of previous) {
      if (customer !== null) counts.set(customer, (counts.get(customer) ?? 0) + 1)
    }
    for (const [customer, records] of counts) claims.push({ component, customer, records })
  }
  claims.sort(
    (left, right) =>
      right.records - left.records || left.customer - right.customer || left.component - right.component,
  )
  const kept: (number | null)[] = components.map(() => null)
  const taken = new Set<number>()
  for (const { component, customer } of claims) {
    if (kept[component] !== null || taken.has(customer)) continue
    kept[component] = customer
    taken.add(customer)
  }
  return kept
}
