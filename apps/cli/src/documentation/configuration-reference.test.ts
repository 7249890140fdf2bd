import type { AnyConnector } from '@rapport/connector'
import { googlePlaces } from '@rapport/google-places'
import { hubspot } from '@rapport/hubspot'
import { yelp } from '@rapport/yelp'
import { zendesk } from '@rapport/zendesk'
import { expect, test } from 'vitest'
import { configurationReference } from './configuration-reference.ts'

const section = (connector: AnyConnector): string =>
  configurationReference([connector], []).split('\n## Connector ')[1] ?? ''

test('Of a source that is only looked at, it says that nothing is stored, and shows no streams', () => {
  const text = section(googlePlaces)
  expect(text).toContain(
    'Nothing is stored: reviews are shown with `rapport reviews --live connection/placeId`.',
  )
  expect(text).not.toContain('| stream |')
  expect(text).not.toContain('No scores are written to it.')
})

test('Of a source that takes replies, it says that no scores are written, and that a person must ask for a reply', () => {
  expect(section(yelp)).toContain('| stream | fields |\n')
  expect(section(yelp)).toMatch(
    /\n\nNo scores are written to it\.\n\nOnly when a person asks for it: `reply`\.\n$/,
  )
})

test('Of a source that is only read, it says that no scores are written', () => {
  expect(section(zendesk)).toMatch(/\n\nNo scores are written to it\.\n$/)
})

test('Of a CRM, it says to which records scores are written', () => {
  expect(section(hubspot)).toMatch(/\n\nWritten back to: `company`, `contact`, `ticket`\.\n$/)
})
