import { defineObjectTarget } from './object-target.ts'

/** Scores on organisations. */
export const companyTarget = defineObjectTarget('company', 'companies')
