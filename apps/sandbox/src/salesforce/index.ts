export type {
  LimitOption as SalesforceLimitOption,
  LimitSettings as SalesforceLimitSettings,
} from './api-usage.ts'
export type { SalesforceCall, SalesforceCounters } from './call-log.ts'
export type { SalesforceControl, SalesforceSettings } from './control.ts'
export {
  createByHand as createSalesforceRecord,
  deleteRecords as deleteSalesforceRecords,
  editRecords as editSalesforceRecords,
  mergeRecords as mergeSalesforceRecords,
  purgeRecords as purgeSalesforceRecords,
  undeleteRecords as undeleteSalesforceRecords,
} from './edits.ts'
export type { SalesforceFault } from './faults.ts'
export type { OrgFeature } from './field-definition.ts'
export { makeId as makeSalesforceId } from './ids.ts'
export type { ClientApp } from './oauth.ts'
export { loadRecord as loadSalesforceRecord, type SeedRecord as SalesforceSeedRecord } from './seeding.ts'
export { type SalesforceOptions, type SalesforceServer, startSalesforce } from './server.ts'
export { OrgState, type ValidationRule, type WriteEffect as SalesforceWriteEffect } from './state.ts'
