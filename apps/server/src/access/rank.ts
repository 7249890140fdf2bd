import { ProblemError } from '../http/problem.ts'
import { permissionsOf, type Role, role } from './permissions.ts'
import type { Principal } from './principal.ts'

/**
 * Owners are an owner's business: an admin neither makes one nor touches one.
 * @throws ProblemError 403.
 */
export function mustBeAllowedToGive(principal: Pick<Principal, 'role'>, ...roles: readonly Role[]): void {
  if (principal.role === 'owner' || !roles.includes('owner')) return
  throw new ProblemError(403, 'not-allowed', 'Only an owner can invite, change or remove owners.')
}

/** The roles that a role does not let anybody give; null, of who is no member any more, gives none. */
export function rolesBeyond(given: Role | null): readonly Role[] {
  if (given === null || !permissionsOf[given].includes('users:write')) return role.options
  return given === 'owner' ? [] : ['owner']
}
