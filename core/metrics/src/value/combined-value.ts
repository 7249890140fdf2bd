/** A value with its 80 % interval; null is unknown. */
export interface ValuedPart {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/**
 * The value of a customer with purchases and contracts; unknown where one of them is. They are independent, so that the
 * distances of their ends from the value add as squares. Where only a range of the purchases is told, ends add to ends,
 * which is no narrower.
 */
export function combinedValue(purchases: ValuedPart, contracts: ValuedPart): ValuedPart {
  const known = purchases.value !== null && contracts.value !== null
  const value = known ? (purchases.value ?? 0) + (contracts.value ?? 0) : null
  const end = (name: 'low' | 'high', direction: 1 | -1): number | null => {
    const [own, other] = [purchases[name], contracts[name]]
    if (own === null || other === null || contracts.value === null) return null
    if (purchases.value === null || value === null) return own + other
    return value + direction * Math.hypot(own - purchases.value, other - contracts.value)
  }
  const low = end('low', -1)
  return { value, low: low === null ? null : Math.max(0, low), high: end('high', 1) }
}
