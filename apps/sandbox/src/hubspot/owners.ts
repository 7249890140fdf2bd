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
export function ownerToJson(owner: Owner): Record<string, unknown> {
  return {
    id: owner.id,
    type: 'PERSON',
    email: owner.email,
    firstName: owner.firstName,
    lastName: owner.lastName,
    userIdIncludingInactive: owner.userId,
    createdAt: owner.createdAt,
    archived: owner.archived,
    ...(owner.archived ? {} : { userId: owner.userId, updatedAt: owner.updatedAt }),
  }
}
