/** A copy of plain data (as JSON has it) without the members of a name, wherever they stand. */
export function withoutMembers(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutMembers(item, name))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([member]) => member !== name)
  return Object.fromEntries(kept.map(([member, item]) => [member, withoutMembers(item, name)]))
}
