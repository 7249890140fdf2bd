import { ConnectorError } from '@rapport/connector'

/**
 * Passes a reading on. Where this token may not read the object, or the portal has none, a stream that was never read is left
 * out: `check` says so. One that was read before fails, because what it gave would grow old in silence.
 */
export async function* leftOutUnlessGranted<T>(
  isFirst: boolean,
  changes: AsyncIterable<T>,
): AsyncGenerator<T> {
  let hasBegun = false
  try {
    for await (const change of changes) {
      hasBegun = true
      yield change
    }
  } catch (error) {
    if (isFirst && !hasBegun && isNotGranted(error)) return
    throw error
  }
}

/** What `read` gives; null where this token may not read it, or the portal has no such thing. */
export async function ifGranted<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (isNotGranted(error)) return null
    throw error
  }
}

/** Whether HubSpot answered that this is not for this token (403), or that the portal has no such object. */
export function isNotGranted(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false
  return error.status === 403 || (error.status === 400 && /infer object type/i.test(error.message))
}
