import type { ObjectStream } from './object-stream.ts'

/** Users of customers and partners who sign in to a portal, and Salesforce's own: they answer nobody. */
const outsiders: ReadonlySet<string> = new Set([
  'CspLitePortal',
  'CustomerSuccess',
  'PowerCustomerSuccess',
  'PowerPartner',
  'CsnOnly',
  'Guest',
  'AutomatedProcess',
])

/** The people who own records and answer customers. A user is never deleted, only deactivated. */
export const users: ObjectStream<'agent'> = {
  entity: 'agent',
  sources: [
    {
      object: 'User',
      stamp: 'SystemModstamp',
      isEssential: true,
      fields: ['Name', 'Email', 'IsActive', 'UserType'],
      mappable: {},
      prepare: async () => (record) =>
        isOutsider(record.text('UserType'))
          ? null
          : {
              id: record.id,
              name: record.text('Name'),
              email: record.text('Email'),
              active: !record.has('IsActive') || record.flag('IsActive'),
            },
    },
  ],
}

/** Whether users of this type are no agents. */
export function isOutsider(userType: string | null): boolean {
  return userType !== null && outsiders.has(userType)
}
