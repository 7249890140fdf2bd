import type { ConnectorContext } from '@rapport/connector'
import { ifGranted } from './left-out.ts'
import { oncePerRun } from './once-per-run.ts'
import type { HubspotSettings } from './settings.ts'
import { listOwners } from './streams/owners.ts'

/** Which owner a user of HubSpot is: messages name users, tickets and activities owners. */
export class People {
  readonly #byUser: ReadonlyMap<string, string>
  readonly #byEmail: ReadonlyMap<string, string>

  constructor(owners: readonly { id: string; email: string | null; userId: string | null }[]) {
    this.#byUser = new Map(owners.flatMap(({ id, userId }) => (userId === null ? [] : [[userId, id]])))
    this.#byEmail = new Map(
      owners.flatMap(({ id, email }) => (email === null ? [] : [[email.toLowerCase(), id]])),
    )
  }

  /** The owner that is this user; null where none is known. */
  ownerOfUser(userId: string): string | null {
    return this.#byUser.get(userId) ?? null
  }

  /** The owner with this address; null where none has it. */
  ownerOfEmail(email: string): string | null {
    return this.#byEmail.get(email.trim().toLowerCase()) ?? null
  }
}

/** The owners, live and archived, once a run. A token that may not read them knows nobody. */
export const readPeople = oncePerRun(async (ctx: ConnectorContext<HubspotSettings>) => {
  const found: { id: string; email: string | null; userId: string | null }[] = []
  await ifGranted(async () => {
    for (const archived of [false, true]) {
      for await (const { id, email, userId, userIdIncludingInactive } of listOwners(ctx, archived)) {
        const user = userIdIncludingInactive ?? userId
        found.push({ id, email: email ?? null, userId: user === undefined ? null : String(user) })
      }
    }
  })
  return new People(found)
})
