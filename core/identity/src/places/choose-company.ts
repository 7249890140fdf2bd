import { formatReference, type RecordReference } from '@rapport/model'

/** A company that a place may belong to. */
export interface Candidate {
  readonly connection: string
  readonly id: string
  /** Null where companies are no customers. */
  readonly customerId: number | null
}

/** What is known of a place that tells whose it is, by the strength of the evidence. */
export interface PlaceEvidence {
  /** What a person decided; null: nothing. */
  readonly decision: {
    readonly number: number
    /** Null: it belongs to no company. */
    readonly company: { readonly connection: string; readonly id: string } | null
  } | null
  /** Companies that name the place by its id, and in which field. */
  readonly byId: readonly (Candidate & { readonly field: string })[]
  /** Companies that the place's own source links it to, the leading one first. */
  readonly bySource: readonly Candidate[]
  readonly byDomain: readonly Candidate[]
  readonly domain: string | null
}

/** The company of a place, null where it belongs to none, and why. */
export interface PlaceChoice {
  readonly company: { readonly connection: string; readonly id: string } | null
  readonly reason: string
}

/** By how many companies an ambiguity is told. */
const NAMED = 3

/** Whose a place is: by hand, else by an id, else as its source says, else by a domain that one customer alone has. Never by name. */
export function chooseCompany({ decision, byId, bySource, byDomain, domain }: PlaceEvidence): PlaceChoice {
  if (decision !== null) {
    const { company, number } = decision
    return {
      company,
      reason: company === null ? `none, by hand (decision ${number})` : `by hand (decision ${number})`,
    }
  }
  const [named] = byId
  if (named !== undefined) return onlyOne(byId, `its id in ${named.field}`)
  const [said] = bySource
  if (said !== undefined) return { company: identify(said), reason: 'its source says so' }
  if (byDomain.length > 0) return onlyOne(byDomain, `the domain ${domain}`)
  return {
    company: null,
    reason: domain === null ? 'no company has its id' : `no company has its id or the domain ${domain}`,
  }
}

/** One company, or several of one customer: then that with the lowest id. */
function onlyOne(candidates: readonly Candidate[], evidence: string): PlaceChoice {
  const sorted = candidates.toSorted(
    (one, other) =>
      compare(one.connection, other.connection) ||
      one.id.length - other.id.length ||
      compare(one.id, other.id),
  )
  const owners = new Set(sorted.map(ownerOf))
  const [first] = sorted
  if (first !== undefined && owners.size === 1) return { company: identify(first), reason: evidence }
  const names = [...new Set(sorted.map((candidate) => formatReference(companyOf(candidate))))]
  const shown = names.slice(0, NAMED).join(', ')
  const others = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return { company: null, reason: `several companies have ${evidence}: ${shown}${others}: link it by hand` }
}

const ownerOf = ({ customerId, connection, id }: Candidate): string =>
  customerId === null ? `${connection}/${id}` : `customer ${customerId}`

const identify = ({ connection, id }: Candidate) => ({ connection, id })
const companyOf = ({ connection, id }: Candidate): RecordReference => ({ connection, entity: 'company', id })
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
