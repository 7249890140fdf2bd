/** Pages that are not filled yet. */
export const pages = {
  'service.title': 'Service',
  'service.empty.title': 'No service figures yet',
  'service.empty.text': 'They come from the tickets of a connected help desk.',
  'service.empty.action': 'Go to the connections',
} as const
