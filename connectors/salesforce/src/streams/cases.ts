import { readCategories } from './case-status.ts'
import type { ObjectStream } from './object-stream.ts'
import type { RecordReader } from './record-reader.ts'

/** Figures of Salesforce's own, kept beside what Rapport computes. */
const reported = [
  'IsEscalated',
  'IsClosedOnCreate',
  'IsStopped',
  'StopStartDate',
  'SlaStartDate',
  'SlaExitDate',
  'MilestoneStatus',
] as const

/** Cases. */
export const cases: ObjectStream<'ticket'> = {
  entity: 'ticket',
  sources: [
    {
      object: 'Case',
      stamp: 'SystemModstamp',
      isCounted: true,
      required: ['IsClosed'],
      expected: ['Status', 'closedAt'],
      fields: ['ContactId', 'AccountId', 'OwnerId', 'Status', 'IsClosed', ...reported],
      mappable: {
        subject: 'Subject',
        channel: 'Origin',
        priority: 'Priority',
        topic: 'Type',
        createdAt: 'CreatedDate',
        closedAt: 'ClosedDate',
      },
      prepare: async (ctx) => {
        const categoryOf = await readCategories(ctx)
        return (record) => {
          const status = record.text('Status')
          const createdAt = record.mappedInstant('createdAt')
          if (createdAt === null) return null
          return {
            id: record.id,
            subject: record.mappedText('subject'),
            category: categoryOf(status, record.flag('IsClosed')),
            status,
            channel: record.mappedText('channel'),
            priority: record.mappedText('priority'),
            topic: record.mappedText('topic'),
            contacts: links(record, 'ContactId'),
            companies: links(record, 'AccountId'),
            agentId: ownerOf(record, '005'),
            teamId: ownerOf(record, '00G'),
            createdAt,
            closedAt: record.mappedInstant('closedAt'),
            vendorReported: Object.fromEntries(
              reported.filter((field) => record.has(field)).map((field) => [field, record.plain(field)]),
            ),
          }
        }
      },
    },
  ],
}

function links(record: RecordReader, field: string): { id: string; primary: boolean }[] {
  const id = record.text(field)
  return id === null ? [] : [{ id, primary: true }]
}

/** A case belongs to a user (005) or waits in a queue (00G): the first letters of the id tell which. */
export function ownerOf(record: RecordReader, prefix: '005' | '00G'): string | null {
  const owner = record.text('OwnerId')
  return owner?.startsWith(prefix) === true ? owner : null
}
