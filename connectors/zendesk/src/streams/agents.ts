import { defineStream, type Reject, type Upsert } from '@rapport/connector'
import { z } from 'zod'
import { agentPages, user } from '../agents-of-today.ts'
import type { ZendeskContext } from '../context.ts'
import { readList } from '../lists.ts'
import { isReject, parseRecord } from '../records.ts'
import type { ZendeskSettings } from '../settings.ts'
import { zendeskId } from '../values.ts'

const state = z.strictObject({})

const membership = z.object({ user_id: zendeskId, group_id: zendeskId })

/** All of time: whoever is stored. */
const ever = { from: '1970-01-01T00:00:00.000Z', before: '9999-01-01T00:00:00.000Z' } as const

/**
 * The people who answer customers. They are few, and who joins a group changes no user: they are read whole every time. Who is an
 * agent no longer is deleted, and stays known to the messages that this person wrote.
 */
export const agents = defineStream<'agent', z.infer<typeof state>, ZendeskSettings>({
  entity: 'agent',
  state,
  overlapMs: 0,
  async *read(ctx: ZendeskContext) {
    const teams = await readTeams(ctx)
    const listed = new Set<string>()
    for await (const { records } of agentPages(ctx)) {
      for (const record of records) {
        const change = toChange(record, teams)
        const id = change.type === 'upsert' ? change.record.id : change.id
        if (id !== null) listed.add(id)
        yield change
      }
    }
    for await (const id of storedAgents(ctx)) {
      if (!listed.has(id)) yield { type: 'delete', id }
    }
    yield { type: 'checkpoint', state: {} }
  },
})

function toChange(record: unknown, teams: ReadonlyMap<string, readonly string[]>): Upsert<'agent'> | Reject {
  const parsed = parseRecord(user, 'user', record)
  if (isReject(parsed)) return parsed
  const { id, name, email, active, suspended } = parsed
  return {
    type: 'upsert',
    record: {
      id,
      name,
      email,
      teamIds: [...(teams.get(id) ?? [])],
      active: active !== false && suspended !== true,
      modifiedAt: parsed.updated_at,
    },
  }
}

/** The groups of each agent, in the order of their ids. */
async function readTeams(ctx: ZendeskContext): Promise<ReadonlyMap<string, string[]>> {
  const teams = new Map<string, string[]>()
  for (const record of await readList(ctx, {
    path: '/api/v2/group_memberships.json',
    list: 'group_memberships',
  })) {
    const parsed = membership.safeParse(record)
    if (!parsed.success) continue
    const { user_id: agent, group_id: group } = parsed.data
    teams.set(agent, [...(teams.get(agent) ?? []), group].toSorted())
  }
  return teams
}

async function* storedAgents(ctx: ZendeskContext): AsyncGenerator<string> {
  const limit = 1_000
  let after: string | null = null
  for (;;) {
    const ids: readonly string[] = await ctx.storedIds('agent', ever, { after, limit })
    yield* ids
    after = ids.at(-1) ?? null
    if (ids.length < limit) return
  }
}
