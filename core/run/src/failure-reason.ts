import { DiskFullError, type Store } from '@rapport/store'

/**
 * Why work failed. What fails after a signal was aborted fails because of it, unless it says by itself that the disk of the database is full:
 * a server that stops for that reason ends all its sessions, and tells only one of them why.
 */
export async function failureReason(
  { explain }: Pick<Store, 'explain'>,
  error: unknown,
  stopped: AbortSignal | undefined,
): Promise<unknown> {
  const explained = await explain(error)
  if (stopped?.aborted !== true || explained instanceof DiskFullError) return explained
  return explain(stopped.reason)
}
