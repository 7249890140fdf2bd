/**
 * Works on what a source gives, several at once. The first error stops it, after those under way are through, and closes the
 * source.
 */
export async function inParallel<T>(
  source: AsyncGenerator<T>,
  concurrency: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = []
  const worker = async (): Promise<void> => {
    while (errors.length === 0) {
      try {
        signal.throwIfAborted()
        const next = await source.next()
        if (next.done === true) return
        await work(next.value)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker))
  if (errors.length === 0) return
  await source.return(undefined).catch(() => {})
  throw errors[0]
}
