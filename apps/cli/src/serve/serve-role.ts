/** What a process of `rapport serve` does. */
export const serveRoles = ['all', 'web', 'worker'] as const
export type ServeRole = (typeof serveRoles)[number]
