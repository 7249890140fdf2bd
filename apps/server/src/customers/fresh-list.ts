import { setTimeout } from 'node:timers/promises'
import { dataVersion, isCustomerListOf, refreshCustomerList, type Workspace } from '@rapport/run'
import type { Server } from '../server.ts'

/** So long a reader waits for the list to be brought up to date, in milliseconds; after that it is shown as it was before the last run. */
const patienceMs = 1_000

/** Refreshes that are under way, by workspace: one at a time in this process. */
const underWay = new WeakMap<Workspace['store'], Promise<number>>()

/**
 * Has the customer list brought up to date where the numbers changed since. A large one takes seconds: meanwhile the former one is shown,
 * unless there is none. Returns the version that answers are kept under.
 */
export async function freshCustomerList(server: Server, workspace: Workspace): Promise<string> {
  const version = await dataVersion(workspace)
  if (await isCustomerListOf(workspace, version)) return version
  const unhurried = server.unhurried(workspace)
  const refresh = underWay.get(unhurried.store) ?? startRefresh(server, unhurried)
  const inTime = await Promise.race([refresh.then(() => true), setTimeout(patienceMs, false, { ref: false })])
  if (inTime) return version
  if (!(await hasRows(workspace))) await refresh
  // What is computed from the former list must not be kept as if it were of this version.
  return `${version} list under way`
}

function startRefresh({ log }: Server, workspace: Workspace): Promise<number> {
  const refresh = refreshCustomerList(workspace).finally(() => underWay.delete(workspace.store))
  underWay.set(workspace.store, refresh)
  refresh.catch((error) => log.warn({ err: error }, 'the customer list could not be brought up to date'))
  return refresh
}

async function hasRows({ store }: Workspace): Promise<boolean> {
  return (
    (await store.db.selectFrom('customer_list').select('customer_id').limit(1).executeTakeFirst()) !==
    undefined
  )
}
