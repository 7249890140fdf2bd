/** Rows that are read, and wait for their customers' numbers. */
export const BATCH_ROWS = 1024

/** Rows whose ids still lie in the bytes that were read. Customers are looked up for a batch at a time. */
export class RowBatch {
  count = 0
  readonly hashes = new Int32Array(BATCH_ROWS)
  readonly starts = new Int32Array(BATCH_ROWS)
  readonly ends = new Int32Array(BATCH_ROWS)
  readonly lines = new Uint32Array(BATCH_ROWS)
  readonly days = new Int32Array(BATCH_ROWS)
  readonly times = new Uint32Array(BATCH_ROWS)
  readonly amounts = new Float64Array(BATCH_ROWS)
  readonly decimals = new Uint8Array(BATCH_ROWS)

  get isFull(): boolean {
    return this.count === BATCH_ROWS
  }
}
