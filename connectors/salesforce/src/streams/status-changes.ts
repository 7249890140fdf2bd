import { readCategories } from './case-status.ts'
import type { ObjectStream } from './object-stream.ts'

/** Moves of cases from one status to another, where an admin has the status tracked. What happened does not change any more. */
export const statusChanges: ObjectStream<'statusChange'> = {
  entity: 'statusChange',
  sources: [
    {
      object: 'CaseHistory',
      stamp: 'CreatedDate',
      fields: ['CaseId', 'Field', 'OldValue', 'NewValue', 'CreatedById'],
      mappable: {},
      where: "Field = 'Status'",
      prepare: async (ctx) => {
        const categoryOf = await readCategories(ctx)
        return (record) => {
          const [ticketId, at, to] = [
            record.text('CaseId'),
            record.instant('CreatedDate'),
            record.text('NewValue'),
          ]
          if (ticketId === null || at === null || to === null) return null
          return {
            id: record.id,
            ticketId,
            at,
            from: record.text('OldValue'),
            to,
            category: categoryOf(to),
            by: record.text('CreatedById'),
          }
        }
      },
    },
  ],
}
