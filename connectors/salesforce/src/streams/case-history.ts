import type { EntityName } from '@rapport/model'
import type { SourceObject } from './source-object.ts'

/**
 * What admins have tracked of cases, which is read as two entities: one condition for both, so that the rows are asked for once.
 * What happened does not change any more.
 */
export function caseHistory<E extends EntityName>(prepare: SourceObject<E>['prepare']): SourceObject<E> {
  return {
    object: 'CaseHistory',
    stamp: 'CreatedDate',
    fields: ['CaseId', 'Field', 'OldValue', 'NewValue', 'CreatedById'],
    mappable: {},
    where: "Field IN ('Status', 'Owner', 'Priority')",
    isShared: true,
    prepare,
  }
}
