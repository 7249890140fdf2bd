/**
 * Kinds of rows in `identity_key` beside the keys that link records. They live there because they are found, changed and
 * committed together with them.
 */
export const rowKinds = {
  /** A source merged the record away; the value is the record it lives on in. Follows it, whatever else is shared. */
  merged: 'merged',
  /** The record, or deal, waits to be looked at again; the value is its entity. */
  waiting: 'waiting',
  /** On a deal: its party depends on whether this record, the value, is known. */
  party: 'party',
} as const
