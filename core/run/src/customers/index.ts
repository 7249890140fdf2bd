export { isCustomerListOf, refreshCustomerList } from './customer-list.ts'
export { dataVersion } from './data-version.ts'
