/** Releases of the dated API that are answered: any of them, by the same handlers. */
const DATED = ':version{2026-0[39]}'

/** Both spellings of an object path: `/crm/v3/objects/…` and `/crm/objects/2026-03/…`. */
export function objectPaths(rest: string): string[] {
  return [`/crm/v3/objects/:objectType${rest}`, `/crm/objects/${DATED}/:objectType${rest}`]
}

/** `/crm/v3/properties/…` and `/crm/properties/2026-03/…`. */
export function propertyPaths(rest: string): string[] {
  return [`/crm/v3/properties/:objectType${rest}`, `/crm/properties/${DATED}/:objectType${rest}`]
}

/** `/crm/v4/associations/…` and `/crm/associations/2026-09/…`. */
export function associationPaths(rest: string): string[] {
  return [
    `/crm/v4/associations/:fromObjectType/:toObjectType${rest}`,
    `/crm/associations/${DATED}/:fromObjectType/:toObjectType${rest}`,
  ]
}

/** `/crm/v4/objects/{type}/{id}/associations/…` and `/crm/objects/2026-09/{type}/{id}/associations/…`. */
export function recordAssociationPaths(rest: string): string[] {
  return [
    `/crm/v4/objects/:fromObjectType/:objectId/associations${rest}`,
    `/crm/objects/${DATED}/:fromObjectType/:objectId/associations${rest}`,
  ]
}

/** `/crm/v3/pipelines/…` and `/crm/pipelines/2026-03/…`. */
export function pipelinePaths(rest: string): string[] {
  return [`/crm/v3/pipelines/:objectType${rest}`, `/crm/pipelines/${DATED}/:objectType${rest}`]
}

/** `/crm/v3/owners…` and `/crm/owners/2026-03…`. */
export function ownerPaths(rest: string): string[] {
  return [`/crm/v3/owners${rest}`, `/crm/owners/${DATED}${rest}`]
}

/** `/settings/v3/users/teams` and its dated spelling. */
export function teamPaths(): string[] {
  return ['/settings/v3/users/teams', `/settings/users/${DATED}/teams`]
}

/** `/conversations/v3/conversations/threads…` and `/conversations/conversations/2026-09/threads…`. */
export function threadPaths(rest: string): string[] {
  return [
    `/conversations/v3/conversations/threads${rest}`,
    `/conversations/conversations/${DATED}/threads${rest}`,
  ]
}

/** `/account-info/v3/details` and its dated spelling. */
export function accountPaths(): string[] {
  return ['/account-info/v3/details', `/account-info/${DATED}/details`]
}

/** `/oauth/v1/token`, `/oauth/v3/token` and the dated spelling. */
export function tokenPaths(): string[] {
  return ['/oauth/v1/token', '/oauth/v3/token', `/oauth/${DATED}/token`]
}
