/** The HubSpot objects that are read or written. */
export type ObjectType =
  | 'contacts'
  | 'companies'
  | 'deals'
  | 'tickets'
  | 'emails'
  | 'calls'
  | 'feedback_submissions'

/**
 * Versions of the paths that the official client does not speak. HubSpot ends v1 to v3 in September 2027 and v4 in March
 * 2027; a move to a newer dated version is a change of this table. What goes through the client stays on the client's own
 * versions.
 */
const versions = {
  properties: '2026-03',
  oauth: '2026-09',
  accountInfo: 'v3',
  privateApps: 'v2',
  conversations: '2026-09',
} as const

/** Every path that is requested without the official client. */
export const paths = {
  /** Where a person signs in and chooses a portal: at the application, not the API. */
  authorize: '/oauth/authorize',
  /** Token endpoint of the OAuth sign-in. */
  oauthToken: `/oauth/${versions.oauth}/token`,
  /** What a private app's token may do: its scopes, its portal. Takes the token in the body. */
  privateAppToken: `/oauth/${versions.privateApps}/private-apps/get/access-token-info`,
  /** The portal: id, time zone, currency. */
  accountDetails: `/account-info/${versions.accountInfo}/details`,
  /** Conversations of the inbox; the official client has none. */
  threads: `/conversations/conversations/${versions.conversations}/threads`,
  messages: (threadId: string): string =>
    `/conversations/conversations/${versions.conversations}/threads/${encodeURIComponent(threadId)}/messages`,
  properties: (type: ObjectType): string => `/crm/properties/${versions.properties}/${type}`,
  property: (type: ObjectType, name: string): string =>
    `/crm/properties/${versions.properties}/${type}/${encodeURIComponent(name)}`,
  createProperties: (type: ObjectType): string =>
    `/crm/properties/${versions.properties}/${type}/batch/create`,
  propertyGroups: (type: ObjectType): string => `/crm/properties/${versions.properties}/${type}/groups`,
}
