import { ConnectorError } from '@rapport/connector'
import { openLockSession, type Store, type StoreError, thisProcess } from '@rapport/store'
import type { ReviewKey } from './reply-records.ts'

/**
 * Does something while no other process replies to a review; null, and nothing is done, where one does at this moment. A process that
 * dies lets go.
 * @throws ConnectorError of kind `conflict` once it is done, where the hold was lost meanwhile: another process may have replied, too.
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
    if (!(await session.take(JSON.stringify([connection, id])))) return null
    const done = await work()
    if (session.lost.aborted) throw mayBeTwo(session.lost.reason)
    return done
  } finally {
    await session.close()
  }
}

/** Not the database's failure alone: who orders a reply is to be told of it in words. */
const mayBeTwo = (cause: StoreError) => new ConnectorError('conflict', cause.message, { cause })
