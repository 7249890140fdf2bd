import type { Change } from '@rapport/connector'

/** A change of a message, without checkpoints. */
export type MessageChange = Exclude<Change<'message', never>, { type: 'checkpoint' }>
