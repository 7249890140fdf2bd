import type { Database } from '@rapport/store'
import { parse } from 'yaml'

/** What one change of rapport.yaml changed at one place. */
export interface ChangedPlace {
  readonly path: string
  /** As JSON; null: nothing stood there. */
  readonly before: string | null
  readonly after: string | null
}

/** A change of rapport.yaml. */
export interface ConfigurationChange {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly reason: string
  readonly changes: readonly ChangedPlace[]
}

/** How long a told value is at most. */
const longestValue = 300

/**
 * The changes of rapport.yaml that are known, the latest first: what the page changed, and what an editor had changed before that.
 * `below` tells only what changed there.
 */
export async function configurationHistory(
  db: Database,
  {
    below,
    before,
    limit,
  }: { readonly below: string; readonly before: number | null; readonly limit: number },
): Promise<{ readonly items: readonly ConfigurationChange[]; readonly next: number | null }> {
  const items: ConfigurationChange[] = []
  let from = before
  for (;;) {
    const rows = await db
      .selectFrom('configuration_version')
      .select(['id', 'at', 'actor', 'reason', 'text'])
      .$if(from !== null, (query) => query.where('id', '<=', from))
      .orderBy('id', 'desc')
      .limit(versionsAtOnce + 1)
      .execute()
    const contents = rows.map(({ text }) => leavesOf(readText(text)))
    for (const [index, row] of rows.entries()) {
      const earlier = contents[index + 1]
      const now = contents[index]
      // The last of a page is there for the comparison alone; the first version of all shows what was found, not a change.
      if (earlier === undefined || now === undefined) continue
      if (items.length === limit) return { items, next: row.id }
      const changes = changedPlaces(earlier, now).filter(
        ({ path }) => below === '' || path === below || path.startsWith(`${below}.`),
      )
      if (changes.length === 0) continue
      items.push({
        ...{ id: row.id, at: row.at.toISOString(), actor: row.actor, reason: row.reason },
        changes,
      })
    }
    const last = rows.at(-1)
    if (rows.length <= versionsAtOnce || last === undefined) return { items, next: null }
    from = last.id
  }
}

/** So many texts are compared at a time. */
const versionsAtOnce = 50

/** A text that was kept passed every check; one that cannot be read any more has nothing to compare. */
function readText(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return null
  }
}

/** Every value with its place. What signs in is told as changed, never as what it is. */
function leavesOf(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).flatMap(([key, inner]) => [
      ...leavesOf(inner, path === '' ? key : `${path}.${key}`),
    ])
    return new Map(entries)
  }
  return new Map(path === '' ? [] : [[path, JSON.stringify(value ?? null)]])
}

function changedPlaces(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly ChangedPlace[] {
  const places = [...new Set([...before.keys(), ...after.keys()])].sort()
  return places
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, before: told(path, before.get(path)), after: told(path, after.get(path)) }))
}

function told(path: string, value: string | undefined): string | null {
  if (value === undefined) return null
  if (/\.auth\.|^alerts\.channels\./.test(path)) return '…'
  return value.length > longestValue ? `${value.slice(0, longestValue)}…` : value
}
