import { defineObjectTarget } from './object-target.ts'

/** Scores on organisations, and on person accounts as the organisations that they are too. */
export const accountTarget = defineObjectTarget('company', 'Account')
