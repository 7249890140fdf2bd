import type { CustomerLevel } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { domainKey } from '../domain.ts'
import { type Candidate, chooseByDomain, type PlaceChoice, type PlaceEvidence } from './choose-company.ts'

/** What whose a place is depends on beside the store. */
export interface PlaceSettings {
  /** What customers are. */
  readonly level: CustomerLevel
  /** By connection, the field of a company that holds the ids of its places. */
  readonly placeIdFields: Readonly<Record<string, string>>
}

/** A place, with what tells whose it is. */
export interface KnownPlace {
  readonly connection: string
  readonly id: string
  readonly evidence: PlaceEvidence
}

interface PlaceRow {
  readonly connection: string
  readonly id: string
  readonly domain: string | null
  readonly foreignKeys: readonly { readonly id: string }[] | null
  readonly companies: readonly { readonly id: string; readonly primary: boolean }[] | null
}

/** All places that are known, from their own records or from reviews of them, in order. */
export async function knownPlaces(db: Database, settings: PlaceSettings): Promise<KnownPlace[]> {
  const { rows } = await sql<PlaceRow>`
    select known.connection, known.id, data->>'domain' as domain, data->'foreignKeys' as "foreignKeys", data->'companies' as companies
    from (
      select connection, id from place where deleted_at is null
      union select connection, place_id from review_metric group by connection, place_id
    ) as known
    left join readable_place as place
      on place.connection = known.connection and place.id = known.id and place.deleted_at is null
    order by known.connection, known.id
  `.execute(db)
  const domains = new Map(rows.map((row) => [row, row.domain === null ? null : domainKey(row.domain)]))
  const byId = await companiesByPlaceId(db, settings)
  const byDomain = await choicesByDomain(db, [...new Set([...domains.values()].flatMap((key) => key ?? []))])
  const bySource = await companiesOfSources(db, rows)
  const decisions = await standingDecisions(db)
  return rows.map((row) => {
    const { connection, id, foreignKeys } = row
    const domain = domains.get(row) ?? null
    const ids = [id, ...(foreignKeys ?? []).map((key) => key.id)]
    return {
      connection,
      id,
      evidence: {
        decision: decisions.get(`${connection}/${id}`) ?? null,
        byId: ids.flatMap((one) => byId.get(one) ?? []),
        bySource: (row.companies ?? [])
          .toSorted((one, other) => Number(other.primary) - Number(one.primary))
          .flatMap((company) => bySource.get(`${connection}/${company.id}`) ?? []),
        byDomain: domain === null ? null : (byDomain.get(domain) ?? null),
        domain,
        isDomainCompared: settings.level === 'company',
      },
    }
  })
}

type NamedBy = Candidate & { readonly field: string }

/** Companies by the ids of places that they hold. */
async function companiesByPlaceId(
  db: Database,
  { placeIdFields }: PlaceSettings,
): Promise<ReadonlyMap<string, readonly NamedBy[]>> {
  const found = new Map<string, NamedBy[]>()
  for (const [connection, field] of Object.entries(placeIdFields)) {
    const { rows } = await sql<Candidate & { readonly held: string }>`
      select company.connection, company.id, link.customer_id as "customerId", company.raw->>${field} as held
      from company ${customerOf}
      where company.connection = ${connection} and company.deleted_at is null and company.raw->>${field} <> ''
    `.execute(db)
    for (const { held, ...company } of rows) {
      for (const id of idsIn(held)) {
        const others = found.get(id) ?? []
        others.push({ ...company, field })
        found.set(id, others)
      }
    }
  }
  return found
}

/** Ids in a field for people: between commas, semicolons or white space, or as an array. */
const idsIn = (held: string): ReadonlySet<string> => new Set(held.match(/[^\s,;[\]"]+/g))

/** What each domain tells of the places that have it. */
async function choicesByDomain(
  db: Database,
  domains: readonly string[],
): Promise<ReadonlyMap<string, PlaceChoice>> {
  if (domains.length === 0) return new Map()
  const { rows } = await sql<Candidate & { readonly domain: string }>`
    select key.value as domain, company.connection, company.id, link.customer_id as "customerId"
    from identity_key as key
    join company on company.connection = key.connection and company.id = key.record_id and company.deleted_at is null
    ${customerOf}
    where key.kind = 'domain' and key.value = any(${domains}::text[]) and key.entity = 'company'
  `.execute(db)
  const companies = Map.groupBy(rows, ({ domain }) => domain)
  return new Map([...companies].map(([domain, own]) => [domain, chooseByDomain(own, domain)]))
}

/** By the reference of the source; a company that was merged away stands for the one it lives on in. */
async function companiesOfSources(
  db: Database,
  places: readonly PlaceRow[],
): Promise<ReadonlyMap<string, Candidate>> {
  const wanted = places.flatMap(({ connection, companies }) =>
    (companies ?? []).map(({ id }) => ({ connection, id })),
  )
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<Candidate & { readonly named: string }>`
    with recursive followed as (
      select distinct connection, id as named, id, 0 as depth
      from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted(connection text, id text)
      union all
      select followed.connection, followed.named, gone.merged_into, depth + 1
      from followed join company as gone on gone.connection = followed.connection and gone.id = followed.id
      where gone.merged_into is not null and depth < 20
    )
    select followed.named, company.connection, company.id, link.customer_id as "customerId"
    from followed
    join company on company.connection = followed.connection and company.id = followed.id and company.deleted_at is null
    ${customerOf}
  `.execute(db)
  return new Map(rows.map(({ named, ...company }) => [`${company.connection}/${named}`, company]))
}

const customerOf = sql`
  left join identity_link as link
    on link.connection = company.connection and link.entity = 'company' and link.record_id = company.id`

async function standingDecisions(
  db: Database,
): Promise<ReadonlyMap<string, NonNullable<PlaceEvidence['decision']>>> {
  const rows = await db.selectFrom('place_decision').selectAll().where('undone_at', 'is', null).execute()
  return new Map(
    rows.map(({ id, connection, place_id, company_connection, company_id }) => [
      `${connection}/${place_id}`,
      {
        number: id,
        company:
          company_connection === null || company_id === null
            ? null
            : { connection: company_connection, id: company_id },
      },
    ]),
  )
}
