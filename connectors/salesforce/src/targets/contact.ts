import { defineObjectTarget } from './object-target.ts'

/** Scores on people. Those of the person of a person account are written by its account (see `person-accounts.ts`). */
export const contactTarget = defineObjectTarget('contact', 'Contact')
