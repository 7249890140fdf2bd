import { type Association, type CustomerLevel, formatReference } from '@rapport/model'
import { compareIds } from './record-order.ts'

/** What the store knows of a record that a deal is linked to. */
export interface KnownParty {
  readonly live: boolean
  readonly mergedInto: string | null
}

export interface PartyQuestion {
  readonly level: CustomerLevel
  readonly connection: string
  /** The deal's companies or contacts, as the level asks. */
  readonly associations: readonly Association[]
  /** The label of the contact that deals count for; null where none is set. */
  readonly label: string | null
  /** Undefined: the store has no such record. */
  readonly lookUp: (id: string) => KnownParty | undefined
}

export interface PartyChoice {
  readonly party: { readonly id: string; readonly reason: string } | null
  /** Why there is none; null where there is one. */
  readonly complaint: string | null
  /** Records that were passed over or followed: a change of one of them opens the question again. */
  readonly dependsOn: readonly string[]
}

/**
 * Chooses the one record that a deal counts for. Company level: the primary company, else the lowest id. Contact level: the
 * contact with the configured label, else the lowest id. A record that its source merged away stands for the one it lives
 * on in; one that is deleted or was never read is passed over.
 */
export function chooseParty(question: PartyQuestion): PartyChoice {
  const { level, connection } = question
  const candidates = orderCandidates(question)
  const dependsOn: string[] = []
  for (const { id, preferred } of candidates) {
    const followed = follow(id, question.lookUp)
    dependsOn.push(...followed.gone)
    if (followed.live === null) continue
    return {
      party: { id: followed.live, reason: reasonFor(preferred, id, followed.live) },
      complaint: null,
      dependsOn,
    }
  }
  return { party: null, complaint: complain(), dependsOn }

  function reasonFor(preferred: boolean, id: string, live: string): string {
    const reason = preferred
      ? level === 'company'
        ? 'primary company'
        : `labelled "${question.label}"`
      : candidates.length === 1
        ? `only associated ${level}`
        : `lowest id of ${candidates.length} associated ${level === 'company' ? 'companies' : 'contacts'}`
    return live === id ? reason : `${reason}, ${nameOf(id)} having been merged into this one`
  }

  function complain(): string {
    const first = candidates[0]
    if (first === undefined) return `no associated ${level}: associate one in ${connection}`
    const others = candidates.length > 1 ? ` and ${candidates.length - 1} more` : ''
    return `the associated ${nameOf(first.id)}${others} is deleted or was never read: associate another ${level} in ${connection}`
  }

  function nameOf(id: string): string {
    return formatReference({ connection, entity: level, id })
  }
}

interface Candidate {
  readonly id: string
  readonly preferred: boolean
}

/** Each associated record once, the preferred ones first, then by id. */
function orderCandidates({ level, associations, label }: PartyQuestion): Candidate[] {
  const preferred = new Map<string, boolean>()
  for (const association of associations) {
    const chosen = level === 'company' ? association.primary : label !== null && association.label === label
    preferred.set(association.id, (preferred.get(association.id) ?? false) || chosen)
  }
  return [...preferred]
    .map(([id, chosen]) => ({ id, preferred: chosen }))
    .sort((left, right) => Number(right.preferred) - Number(left.preferred) || compareIds(left.id, right.id))
}

/** Goes from a record to the one it lives on in, by way of those that are gone. */
function follow(
  start: string,
  lookUp: PartyQuestion['lookUp'],
): { live: string | null; gone: readonly string[] } {
  const gone: string[] = []
  let id: string | null = start
  while (id !== null && !gone.includes(id)) {
    const known = lookUp(id)
    if (known?.live) return { live: id, gone }
    gone.push(id)
    id = known?.mergedInto ?? null
  }
  return { live: null, gone }
}
