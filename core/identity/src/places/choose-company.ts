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
  /** What its domain tells, told once for all its places: a chain may have thousands of both; null: no company has it. */
  readonly byDomain: PlaceChoice | null
  readonly domain: string | null
  /** Domains are compared where customers are companies: only then are those of companies known. */
  readonly isDomainCompared: boolean
}

/** The company of a place, null where it belongs to none, and why. */
export interface PlaceChoice {
  readonly company: { readonly connection: string; readonly id: string } | null
  readonly reason: string
}

/** By how many companies an ambiguity is told. */
const NAMED = 3

/** Whose a place is: by hand, else by an id, else as its source says, else by a domain that one customer alone has. Never by name. */
export function chooseCompany({
  decision,
  byId,
  bySource,
  byDomain,
  domain,
  isDomainCompared,
}: PlaceEvidence): PlaceChoice {
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
  if (byDomain !== null) return byDomain
  return { company: null, reason: `no company has its id${withoutDomain(domain, isDomainCompared)}` }
}

function withoutDomain(domain: string | null, isDomainCompared: boolean): string {
  if (domain === null) return ''
  return isDomainCompared
    ? ` or the domain ${domain}`
    : `; its domain ${domain} is looked for only where customers are companies`
}

/** What companies that have one domain tell of each place that has it. */
export const chooseByDomain = (companies: readonly Candidate[], domain: string): PlaceChoice =>
  onlyOne(companies, `the domain ${domain}`)

/** One company, or several of one customer: then that with the lowest id. */
function onlyOne(candidates: readonly Candidate[], evidence: string): PlaceChoice {
  const { first, names, owners } = lowest(candidates)
  const [only] = first
  if (only !== undefined && owners === 1) return { company: identify(only), reason: evidence }
  const shown = first.map((candidate) => formatReference(companyOf(candidate))).join(', ')
  const others = names > NAMED ? ` and ${names - NAMED} more` : ''
  return { company: null, reason: `several companies have ${evidence}: ${shown}${others}: link it by hand` }
}

/** The companies with the lowest ids, and how many companies and customers there are. */
function lowest(candidates: readonly Candidate[]) {
  const companies = new Map(
    candidates.map((candidate) => [`${candidate.connection}/${candidate.id}`, candidate]),
  )
  const owners = new Set(candidates.map(ownerOf))
  const first: Candidate[] = []
  for (const candidate of companies.values()) {
    const place = first.findLastIndex((other) => inOrder(other, candidate) < 0) + 1
    if (place < NAMED) first.splice(place, 0, candidate)
    first.length = Math.min(first.length, NAMED)
  }
  return { first, names: companies.size, owners: owners.size }
}

const inOrder = (one: Candidate, other: Candidate): number =>
  compare(one.connection, other.connection) || one.id.length - other.id.length || compare(one.id, other.id)

const ownerOf = ({ customerId, connection, id }: Candidate): string =>
  customerId === null ? `${connection}/${id}` : `customer ${customerId}`

const identify = ({ connection, id }: Candidate) => ({ connection, id })
const companyOf = ({ connection, id }: Candidate): RecordReference => ({ connection, entity: 'company', id })
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
