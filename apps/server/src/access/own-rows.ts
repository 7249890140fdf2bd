import { type RawBuilder, sql } from 'kysely'
import type { Principal } from './principal.ts'

/** The tickets that who asks may see, by columns of `ticket_metric`: an agent's own, else all. */
export function ownTickets({ agents }: Pick<Principal, 'agents'>, table: string): RawBuilder<boolean> {
  if (agents === null) return sql<boolean>`true`
  const reference = sql`${sql.ref(`${table}.connection`)} || '/agent:' || ${sql.ref(`${table}.agent`)}`
  return sql<boolean>`${reference} = any(${agents}::text[])`
}

/** The customers that who asks may see: of an agent, those of own tickets. */
export function ownCustomers(
  principal: Pick<Principal, 'agents'>,
  id: RawBuilder<number>,
): RawBuilder<boolean> {
  if (principal.agents === null) return sql<boolean>`true`
  return sql<boolean>`${id} in (
    select own.customer_id from ticket_metric as own where own.customer_id is not null and ${ownTickets(principal, 'own')}
  )`
}
