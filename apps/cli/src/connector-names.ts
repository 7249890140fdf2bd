/** All connectors by their ids, named here so that the command line starts without loading them. */
export const connectorNames = [
  'hubspot',
  'salesforce',
  'zendesk',
  'google-business',
  'trustpilot',
  'facebook',
  'yelp',
  'google-places',
  'tripadvisor',
  'csv',
] as const
