import type { TargetDefinition } from '@rapport/connector'
import type { SalesforceSettings } from '../settings.ts'
import { accountTarget } from './account.ts'
import { caseTarget } from './case.ts'
import { contactTarget } from './contact.ts'

/** Every target of Salesforce. */
export const targets: readonly TargetDefinition<SalesforceSettings>[] = [
  accountTarget,
  contactTarget,
  caseTarget,
]

export { deployableProject, type FieldsOfObject } from './deployable-project.ts'
export { FieldsNotAllowedError } from './fields-not-allowed.ts'
