import type { TargetDefinition } from '@rapport/connector'
import type { SalesforceSettings } from '../settings.ts'
import { accountTarget } from './account.ts'
import { caseTarget } from './case.ts'
import { contactTarget } from './contact.ts'
import type { TargetObject } from './target-object.ts'

/** Every target of Salesforce. */
export const targets: readonly TargetDefinition<SalesforceSettings>[] = [
  accountTarget,
  contactTarget,
  caseTarget,
]

/** The object that each entity is written to. */
export const targetObjects: Readonly<Record<TargetDefinition<SalesforceSettings>['entity'], TargetObject>> = {
  company: 'Account',
  contact: 'Contact',
  ticket: 'Case',
}

export { deployableProject, type FieldsOfObject } from './deployable-project.ts'
export { FieldsNotAllowedError } from './fields-not-allowed.ts'
export { permissionSet } from './permission-set.ts'
