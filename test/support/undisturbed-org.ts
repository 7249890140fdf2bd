import { stateOf, writesPerOrgContact, writtenOrgFields } from './end-state.ts'
import { syncHere } from './in-process.ts'
import type { Installation } from './installation.ts'
import { connectOrg, type Org, openOrg, seedOrgShop, writeContacts } from './org.ts'

/** All that a sync leaves, in the org and in the store. */
export async function orgEndState({ server }: Org, installation: Installation) {
  return { fields: writtenOrgFields(server.org), store: await stateOf(installation) }
}

const known = new Map<number, ReturnType<typeof orgEndState>>()

/** What a sync that nothing disturbs leaves of a shop with so many contacts, whose scores are written to them. */
export function undisturbedOrg(contacts: number): ReturnType<typeof orgEndState> {
  const ending = known.get(contacts) ?? syncUndisturbed(contacts)
  known.set(contacts, ending)
  return ending
}

async function syncUndisturbed(contacts: number) {
  await using org = await openOrg({ seed: seedOrgShop(contacts) })
  await using installation = await connectOrg(org, { more: writeContacts })
  const { state, message } = await syncHere(installation)
  if (state !== 'succeeded') throw new Error(`the undisturbed sync ${state}: ${message}`)
  mustBeWrittenOnce(org, contacts)
  return await orgEndState(org, installation)
}

/** @throws Error where a contact was not written, or written more than once, by the stand-in's own log. */
export function mustBeWrittenOnce({ server }: Org, contacts: number): void {
  const writes = writesPerOrgContact(server.org)
  const wrong = [...writes].filter(([, count]) => count !== 1)
  if (writes.size === contacts && wrong.length === 0) return
  throw new Error(
    `${writes.size} of ${contacts} contacts were written; more than once: ${JSON.stringify(wrong)}`,
  )
}
