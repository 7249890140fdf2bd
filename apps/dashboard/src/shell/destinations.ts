/** The pages that the navigation leads to, what is needed to see them, and the key after `g`. */
export const destinations = [
  { to: '/', label: 'nav.overview', permission: 'numbers:read', key: 'o' },
  { to: '/customers', label: 'nav.customers', permission: 'records:read', key: 'c' },
  { to: '/service', label: 'nav.service', permission: 'numbers:read', key: 's' },
  { to: '/reputation', label: 'nav.reputation', permission: 'numbers:read', key: 'r' },
  { to: '/syncs', label: 'nav.syncs', permission: 'runs:read', key: 'y' },
  { to: '/settings', label: 'nav.settings', permission: 'numbers:read', key: 'e' },
] as const

export type Destination = (typeof destinations)[number]
