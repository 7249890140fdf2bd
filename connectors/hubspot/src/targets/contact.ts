import { defineObjectTarget } from './object-target.ts'

/** Scores on people. */
export const contactTarget = defineObjectTarget('contact', 'contacts')
