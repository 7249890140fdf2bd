import { formatReference } from '@rapport/model'
import type { RecordPage, RecordPages } from '@rapport/run'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** A record that is part of a customer, and why. */
export interface MemberRecord {
  readonly reference: string
  readonly name: string | null
  readonly email: string | null
  readonly reason: string
  /** Where a person opens it in its own system; null where that is not known. */
  readonly page: RecordPage | null
}

/** The records that a customer is made of. */
export async function customerRecords(db: Database, id: number, pages: RecordPages): Promise<MemberRecord[]> {
  const { rows } = await sql<{
    connection: string
    entity: 'contact' | 'company'
    record: string
    reason: string
    name: string | null
    email: string | null
  }>`
    select link.connection, link.entity, link.record_id as record, link.reason,
      coalesce(contact.data, company.data)->>'name' as name, contact.data->'emails'->>0 as email
    from identity_link as link
    left join contact on link.entity = 'contact' and contact.connection = link.connection and contact.id = link.record_id
    left join company on link.entity = 'company' and company.connection = link.connection and company.id = link.record_id
    where link.customer_id = ${id} order by link.connection, length(link.record_id), link.record_id
  `.execute(db)
  return rows.map(({ connection, entity, record, ...rest }) => ({
    reference: formatReference({ connection, entity, id: record }),
    page: pages(connection, entity, record),
    ...rest,
  }))
}
