/** Pages that are not filled yet. */
export const pages = {
  'overview.title': 'Overview',
  'overview.empty.title': 'What needs someone today will stand here',
  'overview.empty.text': 'Until then, the customers and what they are worth are one click away.',
  'overview.empty.action': 'See the most valuable customers',
  'service.title': 'Service',
  'service.empty.title': 'No service figures yet',
  'service.empty.text': 'They come from the tickets of a connected help desk.',
  'service.empty.action': 'Go to the connections',
  'settings.title': 'Settings',
  'settings.empty.title': 'Nothing can be set here yet',
  'settings.empty.text': 'All settings stand in rapport.yaml.',
  'settings.empty.action': 'Go to the first page',
} as const
