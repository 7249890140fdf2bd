import type { RecordReader } from './record-reader.ts'
import type { SourceObject } from './source-object.ts'

/** A mail that is still being written. */
const draft = '5'

/** What kind of user made a record. */
export const creatorType = { path: 'CreatedBy.UserType', object: 'User', field: 'UserType' } as const

/** E-mail on cases. */
export const emailMessages: SourceObject<'message'> = {
  object: 'EmailMessage',
  stamp: 'SystemModstamp',
  keyPrefix: '02s',
  required: ['Incoming', 'Status'],
  expected: [['ParentId', 'RelatedToId']],
  fields: [
    'ParentId',
    'RelatedToId',
    'Incoming',
    'Status',
    'MessageDate',
    'FromAddress',
    'IsBounced',
    'CreatedById',
    'CreatedDate',
  ],
  related: [creatorType],
  mappable: {},
  prepare: async (ctx) => {
    const automatic = new Set(ctx.settings.automaticSenders.map((address) => address.toLowerCase()))
    return (record) => {
      const ticketId = caseOf(record)
      const at = record.instant('MessageDate') ?? record.instant('CreatedDate')
      if (ticketId === null || at === null || record.text('Status') === draft) return null
      const isIncoming = record.flag('Incoming')
      // Mail that a flow or an auto-response rule sends goes out under Salesforce's own user, or a known address.
      const isAutomatic =
        !isIncoming &&
        (record.text(creatorType.path) === 'AutomatedProcess' ||
          automatic.has(record.text('FromAddress')?.toLowerCase() ?? ''))
      return {
        id: record.id,
        ticketId,
        at,
        direction: isIncoming ? 'in' : 'out',
        author: isIncoming ? 'customer' : isAutomatic ? 'automation' : 'agent',
        authorId: isIncoming ? null : record.text('CreatedById'),
        automatic: isAutomatic,
        kind: 'email',
        delivered: !record.flag('IsBounced'),
      }
    }
  },
}

/** The case of a mail; null for mail about an opportunity or an account. */
function caseOf(record: RecordReader): string | null {
  const ids = [record.text('ParentId'), record.text('RelatedToId')]
  return ids.find((id) => id?.startsWith('500') === true) ?? null
}
