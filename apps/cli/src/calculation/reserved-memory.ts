/** Smaller pieces than this are worth no care. */
const SMALL_BYTES = 2 ** 20

/**
 * From this size on, freed memory goes back to the system at once. Of smaller pieces the C library keeps much for later
 * (glibc raises its threshold for mmap up to 32 MB), and the process stays as large as it ever was.
 */
const RETURNED_BYTES = 33 * 2 ** 20

/** Memory of at least so many bytes. What is never touched takes no room, so that reserving too much costs little. */
export const reserve = (bytes: number): ArrayBuffer =>
  new ArrayBuffer(bytes <= SMALL_BYTES ? bytes : Math.max(bytes, RETURNED_BYTES))

/** Frees the memory of columns at once, rather than when the collector finds it. */
export function release(...columns: readonly (ArrayBufferView<ArrayBuffer> | null)[]): void {
  for (const column of columns) if (column?.buffer.detached === false) column.buffer.transfer(0)
}
