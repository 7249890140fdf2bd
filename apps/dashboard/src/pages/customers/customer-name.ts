import { message } from '../../messages/message.ts'

/** What a customer is called; the record where no name is known. */
export function customerName(name: string | null, record: string | null): string {
  if (name !== null && name.trim() !== '') return name
  return message('customers.unnamed', { record: record ?? message('number.unknown.short') })
}
