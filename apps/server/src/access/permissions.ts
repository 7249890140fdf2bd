import type { StoredRole } from '@rapport/store'
import { z } from 'zod'

/** Everything that can be allowed. A route names one of these. */
export const permissions = [
  'numbers:read',
  'records:read',
  'records:export',
  'reviews:reply',
  'runs:read',
  'runs:start',
  'plans:read',
  'plans:apply',
  'rejects:read',
  'rejects:retry',
  'connections:read',
  'connections:write',
  'schedules:write',
  'policies:write',
  'users:read',
  'users:write',
  'audit:read',
] as const
export const permission = z.enum(permissions)
export type Permission = z.infer<typeof permission>

export const role = z.enum(['owner', 'admin', 'analyst', 'agent', 'viewer'])
export type Role = StoredRole

/** What each role may do. An agent reads own rows only: see `own-rows.ts`. An admin cannot touch owners: see `members.ts`. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin: permissions,
  analyst: [
    'numbers:read',
    'records:read',
    'records:export',
    'runs:read',
    'plans:read',
    'rejects:read',
    'connections:read',
  ],
  agent: ['numbers:read', 'records:read'],
  viewer: ['numbers:read', 'records:read'],
}
