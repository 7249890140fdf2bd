import type { Association } from '@rapport/model'
import type { RecordReader } from './record-reader.ts'

/** The person of a person account: who buys, where a sale names the account alone. */
export const personContact = {
  path: 'Account.PersonContactId',
  object: 'Account',
  field: 'PersonContactId',
} as const

/** The people a sale is linked to: the one it names, else the person that its account is. */
export function saleContacts(record: RecordReader, field: string): Association[] {
  const contact = record.text(field) ?? record.text(personContact.path)
  return contact === null ? [] : [{ id: contact, label: null, primary: true }]
}
