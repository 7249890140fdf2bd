/** That a company's source calls another one its parent, both by their positions. */
export interface ParentLink {
  readonly parent: number
  readonly child: number
}

/**
 * The links from parents to their subsidiaries, the ultimate parents' first and then level by level, so that whoever leaves a
 * link out keeps all that lies below it together. A circle is opened above its first record.
 * @param parents per record the position of its parent; null where it has none.
 */
export function parentLinks(parents: readonly (number | null)[]): ParentLink[] {
  const children = new Map<number, number[]>()
  const order: number[] = []
  for (const [child, parent] of withoutCircles(parents).entries()) {
    if (parent === null) order.push(child)
    else if (!children.get(parent)?.push(child)) children.set(parent, [child])
  }
  const links: ParentLink[] = []
  // Grows while it is walked: every subsidiary comes after its parent.
  for (const parent of order) {
    for (const child of children.get(parent) ?? []) {
      links.push({ parent, child })
      order.push(child)
    }
  }
  return links
}

function withoutCircles(parents: readonly (number | null)[]): (number | null)[] {
  const open = [...parents]
  const settled = new Set<number>()
  for (const start of parents.keys()) {
    const path = new Set<number>()
    let at: number | null = start
    while (at !== null && !settled.has(at) && !path.has(at)) {
      path.add(at)
      at = open[at] ?? null
    }
    if (at !== null && path.has(at)) open[lowestFrom(path, at)] = null
    for (const position of path) settled.add(position)
  }
  return open
}

/** The lowest of the positions from `first` on. */
function lowestFrom(path: ReadonlySet<number>, first: number): number {
  const positions = [...path]
  return positions.slice(positions.indexOf(first)).reduce((low, position) => Math.min(low, position))
}

/** Where a record is: with the records of the same company, and with the whole group. */
export interface Membership {
  readonly unit: number
  /** Position of the first record of the component. */
  readonly component: number
}

/**
 * Says of each record whether it is the ultimate parent of its component, or the same company as that one. Where a component
 * has several, since subsidiaries of two groups are the same company, it is the one above its first record.
 */
export function leadingRecords(
  links: readonly ParentLink[],
  memberships: readonly Membership[],
): readonly boolean[] {
  if (links.length === 0) return memberships.map(() => true)
  const units = unitsWithin(memberships)
  const parents = new Map<number, number>()
  for (const { parent, child } of links) {
    const upper = units[parent]
    const lower = units[child]
    if (upper === undefined || lower === undefined || upper === lower) continue
    if (memberships[parent]?.component !== memberships[child]?.component) continue
    parents.set(lower, Math.min(upper, parents.get(lower) ?? upper))
  }
  const tops = new Map<number, number>()
  for (const [position, { component }] of memberships.entries()) {
    if (position === component) tops.set(component, topOf(units[position] ?? position, parents))
  }
  return memberships.map(({ component }, position) => units[position] === tops.get(component))
}

/** Per record the first record of its unit in its component: a split may have parted a unit. */
function unitsWithin(memberships: readonly Membership[]): number[] {
  const first = new Map<string, number>()
  return memberships.map(({ unit, component }, position) => {
    const key = `${unit} ${component}`
    const known = first.get(key)
    if (known === undefined) first.set(key, position)
    return known ?? position
  })
}

/** The unit that is nobody's subsidiary; in a circle, as units may form one, the first of it. */
function topOf(start: number, parents: ReadonlyMap<number, number>): number {
  const path = new Set<number>()
  let at = start
  while (!path.has(at)) {
    path.add(at)
    const parent = parents.get(at)
    if (parent === undefined) return at
    at = parent
  }
  return lowestFrom(path, at)
}
