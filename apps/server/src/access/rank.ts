import { ProblemError } from '../http/problem.ts'
import type { Role } from './permissions.ts'
import type { Principal } from './principal.ts'

/**
 * Owners are an owner's business: an admin neither makes one nor touches one.
 * @throws ProblemError 403.
 */
export function mustBeAllowedToGive(principal: Pick<Principal, 'role'>, ...roles: readonly Role[]): void {
  if (principal.role === 'owner' || !roles.includes('owner')) return
  throw new ProblemError(403, 'not-allowed', 'Only an owner can invite, change or remove owners.')
}
