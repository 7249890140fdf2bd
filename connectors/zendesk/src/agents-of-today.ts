import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import type { ZendeskContext } from './context.ts'
import { type ListPage, listPages } from './lists.ts'
import { isReject, parseRecord } from './records.ts'
import { baseUrlOf } from './settings.ts'
import { optionalId, optionalMoment, optionalText, zendeskId } from './values.ts'

/** A user, as lists and exports show one. */
export const user = z.object({
  id: zendeskId,
  name: optionalText,
  email: optionalText,
  phone: optionalText,
  role: z.string(),
  active: z.boolean().nullish(),
  suspended: z.boolean().nullish(),
  organization_id: optionalId,
  created_at: optionalMoment,
  updated_at: optionalMoment,
})
export type User = z.infer<typeof user>

/** Both roles are asked for; `role[]` must be written twice. */
const path = '/api/v2/users.json?role[]=agent&role[]=admin'

/** Users who answer customers, today. There are few. */
export function agentPages(ctx: ZendeskContext): AsyncGenerator<ListPage> {
  return listPages(ctx, { path, list: 'users' })
}

/** By run and account: who is an agent today. */
const agentsOfRuns = new WeakMap<object, Map<string, Promise<ReadonlySet<string>>>>()

/** The ids of today's agents; asked for once a run. */
export function agentsOfToday(ctx: ZendeskContext): Promise<ReadonlySet<string>> {
  const ofRun = agentsOfRuns.get(ctx.run) ?? new Map<string, Promise<ReadonlySet<string>>>()
  agentsOfRuns.set(ctx.run, ofRun)
  const account = baseUrlOf(ctx.settings)
  const known = ofRun.get(account)
  if (known !== undefined) return known
  const reading = readIds(ctx)
  ofRun.set(account, reading)
  // One that failed is asked for again.
  reading.catch(() => ofRun.delete(account))
  return reading
}

async function readIds(ctx: ZendeskContext): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for await (const { records } of agentPages(ctx)) {
    for (const record of records) {
      const parsed = parseRecord(user, 'user', record)
      if (!isReject(parsed)) ids.add(parsed.id)
    }
  }
  if (ids.size > 0) return ids
  throw new ConnectorError(
    'contract',
    'Zendesk lists no agents, and an account has at least its owner: sign in as an admin',
  )
}
