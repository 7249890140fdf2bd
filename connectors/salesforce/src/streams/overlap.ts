/**
 * How far back each run looks again, in milliseconds: a record's modified time is taken when its transaction begins to save it,
 * and it shows only when the transaction ends, which may take minutes.
 */
export const overlapMs = 300_000
