import type { Owner } from '../hubspot/owners.ts'

const CREATED_AT = '1996-12-01T09:00:00.000Z'

const owner = (id: number, firstName: string, lastName: string, archived = false): Owner => ({
  id: String(id),
  email: `${firstName}.${lastName}@example.com`.toLowerCase(),
  firstName,
  lastName,
  userId: id + 1_000,
  archived,
  createdAt: CREATED_AT,
  updatedAt: CREATED_AT,
})

/** A small sales team, one member of which has left. */
export function seedOwners(): Owner[] {
  return [
    owner(501, 'Ruth', 'Okafor'),
    owner(502, 'Jonas', 'Weber'),
    owner(503, 'Mei', 'Tanaka'),
    owner(504, 'Paula', 'Santos'),
    owner(505, 'Gerd', 'Klein', true),
  ]
}
