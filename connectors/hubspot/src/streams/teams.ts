import { type ConnectorContext, defineStream } from '@rapport/connector'
import { z } from 'zod'
import { callClient } from '../client.ts'
import { leftOutUnlessGranted } from '../left-out.ts'
import type { HubspotSettings } from '../settings.ts'

const state = z.strictObject({})
type State = z.infer<typeof state>

/** Teams of users. They are few: all are read every time. Who is in one, the owners say. */
export const teams = defineStream<'team', State, HubspotSettings>({
  entity: 'team',
  state,
  overlapMs: 0,
  read: (ctx, since) => leftOutUnlessGranted(since === null, readTeams(ctx)),
})

async function* readTeams(ctx: ConnectorContext<HubspotSettings>) {
  const answer = await callClient(
    ctx,
    { budget: 'general', effect: 'read', operation: 'list the teams' },
    (client) => client.settings.users.teamsApi.getAll(),
  )
  for (const { id, name } of answer.results) yield { type: 'upsert', record: { id, name } } as const
  yield { type: 'checkpoint', state: {} } as const
}
