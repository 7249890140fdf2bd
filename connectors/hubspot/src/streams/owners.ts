import { type ConnectorContext, defineStream } from '@rapport/connector'
import { z } from 'zod'
import { callClient } from '../client.ts'
import { toIso } from '../objects.ts'
import type { HubspotSettings } from '../settings.ts'

/** Owners have no modified filter and are few: they are read whole, live and archived, every time. */
const ownersState = z.strictObject({})
const pageSize = 100

/** The people who own records and answer customers. */
export const owners = defineStream<'agent', z.infer<typeof ownersState>, HubspotSettings>({
  entity: 'agent',
  state: ownersState,
  overlapMs: 0,
  async *read(ctx) {
    for (const archived of [false, true]) {
      for await (const owner of listOwners(ctx, archived)) {
        const name = [owner.firstName, owner.lastName].filter((part) => part !== undefined && part !== '')
        yield {
          type: 'upsert',
          record: {
            id: owner.id,
            name: name.join(' ') || null,
            email: owner.email ?? null,
            teamIds: (owner.teams ?? []).map((team) => team.id),
            // Deals and tickets go on naming an archived owner, so the agent stays and is marked inactive.
            active: !archived,
            modifiedAt: toIso(owner.updatedAt),
          },
        }
      }
    }
    yield { type: 'checkpoint', state: {} }
  },
})

/** The owners of the portal: those of today, or those who have left. */
export async function* listOwners(ctx: ConnectorContext<HubspotSettings>, archived: boolean) {
  let after: string | undefined
  do {
    const operation = `list ${archived ? 'archived ' : ''}owners`
    const page = await callClient(ctx, { budget: 'general', effect: 'read', operation }, (client) =>
      client.crm.owners.ownersApi.getPage(undefined, after, pageSize, archived),
    )
    yield* page.results
    after = page.paging?.next?.after
  } while (after !== undefined)
}
