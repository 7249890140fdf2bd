import { openLockSession, type Store, thisProcess } from '@rapport/store'
import type { ReviewKey } from './reply-records.ts'

/**
 * Does something while no other process replies to a review; null, and nothing is done, where one does at this moment. A process that
 * dies lets go.
 */
export async function whileReplying<T>(
  store: Store,
  { connection, id }: ReviewKey,
  work: () => Promise<T>,
): Promise<T | null> {
  const { pid, host } = thisProcess()
  const session = await openLockSession(store, {
    lockClass: `rapport-reply-${store.workspace}`,
    application: `rapport reply ${pid}@${host}`,
    lost: 'the connection to the database was lost, and with it the hold on the review: look at the reply before you send another',
  })
  try {
    return (await session.take(JSON.stringify([connection, id]))) ? await work() : null
  } finally {
    await session.close()
  }
}
