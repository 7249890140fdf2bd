/** What a record can lend to its customer's name. */
export interface NamedRecord {
  readonly name: string | null
  /** Its first e-mail address or domain. */
  readonly handle: string | null
}

const longestName = 200

/**
 * A customer's name for people: the name that most of its records bear, at a tie that of the first; without any, the first
 * e-mail address or domain; null where there is neither.
 */
export function customerName(records: readonly NamedRecord[]): string | null {
  const counts = new Map<string, number>()
  for (const { name } of records) {
    const text = name?.trim().replace(/\s+/g, ' ')
    if (text) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  let best: string | null = null
  for (const [name, count] of counts) if (count > (counts.get(best ?? '') ?? 0)) best = name
  return shown(best ?? records.map(({ handle }) => handle?.trim()).find((handle) => handle) ?? null)
}

/** Cut where it is no name but a text that was mapped by mistake: customers are listed by it, and an index holds 2,704 bytes. */
function shown(name: string | null): string | null {
  return name === null || name.length <= longestName ? name : `${name.slice(0, longestName).trimEnd()}…`
}
