import { caseHistory } from './case-history.ts'
import { readCategories } from './case-status.ts'
import type { ObjectStream } from './object-stream.ts'

/** Moves of cases from one status to another, where an admin has the status tracked. */
export const statusChanges: ObjectStream<'statusChange'> = {
  entity: 'statusChange',
  sources: [
    caseHistory(async (ctx) => {
      const categoryOf = await readCategories(ctx)
      return (record) => {
        const [ticketId, at, to] = [
          record.text('CaseId'),
          record.instant('CreatedDate'),
          record.text('NewValue'),
        ]
        if (record.text('Field') !== 'Status' || ticketId === null || at === null || to === null) return null
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
    }),
  ],
}
