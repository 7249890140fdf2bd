import { defineObjectTarget } from './object-target.ts'

/** Figures on cases. */
export const caseTarget = defineObjectTarget('ticket', 'Case')
