/** A record of the entity that customers are made of. */
export interface PartyReference {
  readonly connection: string
  readonly id: string
}

const digits = /^\d+$/

/**
 * Orders ids as people count them: 9 before 10. Ids that are not numbers come after, by code unit, so that the order does not
 * depend on a locale.
 */
export function compareIds(left: string, right: string): number {
  const leftCounts = digits.test(left)
  if (leftCounts !== digits.test(right)) return leftCounts ? -1 : 1
  if (!leftCounts) return compareText(left, right)
  // By length, then by digit: exact however long the number is.
  const leftNumber = left.replace(/^0+(?=\d)/, '')
  const rightNumber = right.replace(/^0+(?=\d)/, '')
  return (
    leftNumber.length - rightNumber.length || compareText(leftNumber, rightNumber) || compareText(left, right)
  )
}

/** Orders records by connection, then by id. */
export function compareParties(left: PartyReference, right: PartyReference): number {
  return compareText(left.connection, right.connection) || compareIds(left.id, right.id)
}

/** Orders text by code unit. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** One text per record, for maps. A connection's name never holds a slash. */
export function partyKey({ connection, id }: PartyReference): string {
  return `${connection}/${id}`
}
