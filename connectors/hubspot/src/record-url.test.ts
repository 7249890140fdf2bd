import { expect, it } from 'vitest'
import { recordUrl } from './record-url.ts'

const settings = { appUrl: 'https://app-eu1.hubspot.com' }

it('opens a record in the portal that it was read from', () => {
  expect(recordUrl(settings, { entity: 'company', id: '17', checkpoint: { portal: 4711 } })).toBe(
    'https://app-eu1.hubspot.com/contacts/4711/record/0-2/17',
  )
})

it('knows no page before the portal is known, and none of what has no page', () => {
  expect(recordUrl(settings, { entity: 'contact', id: '1', checkpoint: { portal: null } })).toBeNull()
  expect(recordUrl(settings, { entity: 'contact', id: '1', checkpoint: null })).toBeNull()
  expect(recordUrl(settings, { entity: 'message', id: '1', checkpoint: { portal: 4711 } })).toBeNull()
  expect(recordUrl({ appUrl: null }, { entity: 'contact', id: '1', checkpoint: { portal: 4711 } })).toBeNull()
})
