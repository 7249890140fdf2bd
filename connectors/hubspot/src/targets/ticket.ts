import { defineObjectTarget } from './object-target.ts'

/** Figures on tickets. */
export const ticketTarget = defineObjectTarget('ticket', 'tickets')
