import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Role } from './permissions.ts'

/** A person's place in the workspace. */
export interface Membership {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly agents: readonly string[] | null
  readonly since: Date
}

const columns = sql`
  member.user_id as "userId", person.name, person.email, member.role, member.agents, member.created_at as since
  from rapport.membership as member join rapport."user" as person on person.id = member.user_id`

/** A user's membership; null where the user is no member of the workspace. */
export async function membershipOf(
  db: Database,
  workspace: string,
  userId: string,
): Promise<Membership | null> {
  const { rows } = await sql<Membership>`
    select ${columns} where member.workspace = ${workspace} and member.user_id = ${userId}
  `.execute(db)
  return rows[0] ?? null
}

/** All members, by name. */
export async function listMembers(db: Database, workspace: string): Promise<readonly Membership[]> {
  const { rows } = await sql<Membership>`
    select ${columns} where member.workspace = ${workspace} order by lower(person.name), person.email
  `.execute(db)
  return rows
}

/** Makes a user a member, or changes what the user may do. */
export async function saveMembership(
  db: Database,
  workspace: string,
  { userId, role, agents }: Pick<Membership, 'userId' | 'role' | 'agents'>,
): Promise<void> {
  const kept = role === 'agent' ? JSON.stringify(agents ?? []) : null
  await db
    .insertInto('rapport.membership')
    .values({ workspace, user_id: userId, role, agents: kept })
    .onConflict((conflict) => conflict.columns(['workspace', 'user_id']).doUpdateSet({ role, agents: kept }))
    .execute()
}

/** Whether anyone owns the workspace. */
export async function hasOwner(db: Database, workspace: string): Promise<boolean> {
  const row = await db
    .selectFrom('rapport.membership')
    .select('user_id')
    .where('workspace', '=', workspace)
    .where('role', '=', 'owner')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A member, locked until the transaction ends together with all owners, and whether it is the only owner. */
export async function lockedMember(
  transaction: Database,
  workspace: string,
  userId: string,
): Promise<{ readonly member: Membership | null; readonly isLastOwner: boolean }> {
  const { rows } = await sql<Membership>`
    select ${columns}
    where member.workspace = ${workspace} and (member.user_id = ${userId} or member.role = 'owner')
    order by member.user_id for update of member
  `.execute(transaction)
  const member = rows.find((row) => row.userId === userId) ?? null
  const owners = rows.filter(({ role }) => role === 'owner')
  return { member, isLastOwner: member?.role === 'owner' && owners.length === 1 }
}

/** Takes a member out of the workspace; the API keys go along. */
export async function removeMembership(
  transaction: Database,
  workspace: string,
  userId: string,
): Promise<void> {
  await transaction
    .deleteFrom('rapport.membership')
    .where('workspace', '=', workspace)
    .where('user_id', '=', userId)
    .execute()
}
