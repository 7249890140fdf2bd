import { INVITATION_RULE, type InvitationDraw, reviewInvitees } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** Somebody who may be asked for a public review. */
export interface Invitee {
  readonly name: string | null
  readonly email: string
}

/** Whom to ask for a public review. */
export interface Invitation {
  readonly rule: string
  /** How many people there are to draw from. */
  readonly everyone: number
  readonly invited: readonly Invitee[]
}

/**
 * Whom to ask for a public review: everyone with an e-mail address, or a random sample of them; or of those with a sale since some day.
 * No score, survey answer, rating or ticket is read here, and none can be given: to ask the satisfied alone is deception that review sites
 * and the law forbid (INVITATION_RULE). An address counts once, whoever has it.
 * @param boughtSince - `YYYY-MM-DD`; null: whenever.
 */
export async function reviewInvitation(
  db: Database,
  draw: InvitationDraw,
  boughtSince: string | null,
): Promise<Invitation> {
  const bought =
    boughtSince === null
      ? sql``
      : sql`and exists (
          select from identity_link as own
          join identity_link as link on link.customer_id = own.customer_id
          join deal_party as party
            on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
          join deal on deal.connection = party.connection and deal.id = party.deal_id
          where own.connection = contact.connection and own.entity = 'contact' and own.record_id = contact.id
            and deal.state = 'won' and deal.deleted_at is null and deal.closed_at >= ${boughtSince}::date
        )`
  const { rows } = await sql<Invitee>`
    select distinct on (lower(data->'emails'->>0)) data->>'name' as name, data->'emails'->>0 as email from contact
    where deleted_at is null and merged_into is null and data->'emails'->>0 like '%@%' ${bought}
    order by lower(data->'emails'->>0), connection, id
  `.execute(db)
  const people = new Map(rows.map((person) => [person.email.toLowerCase(), person]))
  const drawn = reviewInvitees([...people.keys()], draw)
  return {
    rule: INVITATION_RULE,
    everyone: people.size,
    invited: drawn.flatMap((email) => people.get(email) ?? []),
  }
}
