import type { Team } from './teams.ts'

/** A user who can own records. Archived owners have left the account. */
export interface Owner {
  id: string
  email: string
  firstName: string
  lastName: string
  userId: number
  archived: boolean
  /** ISO 8601 */
  createdAt: string
  updatedAt: string
}

/** The wire shape. An archived owner has no `updatedAt` and no `userId`, although the client's model promises the first. */
export function ownerToJson(owner: Owner, teams: readonly Team[]): Record<string, unknown> {
  const member = String(owner.userId)
  const own = teams.filter(({ userIds, secondaryUserIds }) =>
    [...userIds, ...secondaryUserIds].includes(member),
  )
  return {
    id: owner.id,
    type: 'PERSON',
    email: owner.email,
    firstName: owner.firstName,
    lastName: owner.lastName,
    userIdIncludingInactive: owner.userId,
    createdAt: owner.createdAt,
    archived: owner.archived,
    ...(own.length === 0
      ? {}
      : { teams: own.map(({ id, name, userIds }) => ({ id, name, primary: userIds.includes(member) })) }),
    ...(owner.archived ? {} : { userId: owner.userId, updatedAt: owner.updatedAt }),
  }
}
