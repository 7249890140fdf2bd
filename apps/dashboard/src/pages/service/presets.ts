/** The rules of other systems that a rate can be told by. */
export const presets = [
  'zendesk-one-touch',
  'zendesk-messaging',
  'freshservice',
  'zoho',
  'intercom',
  'hubspot-one-touch',
] as const
export type Preset = (typeof presets)[number]
