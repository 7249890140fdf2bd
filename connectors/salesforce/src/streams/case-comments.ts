import { creatorType } from './email-messages.ts'
import type { SourceObject } from './source-object.ts'
import { isOutsider } from './users.ts'

/** Comments on cases: those that are published reach the customer, the others are notes. */
export const caseComments: SourceObject<'message'> = {
  object: 'CaseComment',
  stamp: 'SystemModstamp',
  keyPrefix: '00a',
  required: ['IsPublished'],
  expected: ['ParentId'],
  fields: ['ParentId', 'IsPublished', 'CreatedById', 'CreatedDate'],
  related: [creatorType],
  mappable: {},
  prepare: async () => (record) => {
    const [ticketId, at] = [record.text('ParentId'), record.instant('CreatedDate')]
    if (ticketId === null || at === null) return null
    const creator = record.text(creatorType.path)
    const isAutomatic = creator === 'AutomatedProcess'
    const isCustomer = !isAutomatic && isOutsider(creator)
    const isPublic = record.flag('IsPublished') || isCustomer
    return {
      id: record.id,
      ticketId,
      at,
      direction: isCustomer ? 'in' : 'out',
      author: isCustomer ? 'customer' : isAutomatic ? 'automation' : 'agent',
      authorId: record.text('CreatedById'),
      automatic: isAutomatic,
      visibility: isPublic ? 'public' : 'private',
      kind: isPublic ? 'text' : 'note',
    }
  },
}
